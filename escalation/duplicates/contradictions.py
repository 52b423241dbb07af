"""What makes two tickets two troubles, whatever else they share. Pure; the words are for people."""

from collections.abc import Iterator

from escalation.duplicates.concepts import Concepts, find_opposites
from escalation.duplicates.told import IDS, Told
from escalation.routing.words import Words

KINDS = {
    "order_id": Words("订单", "order"),
    "invoice_id": Words("发票", "invoice"),
    "ticket_id": Words("工单", "ticket"),
    "error_code": Words("错误码", "error code"),
    "person": Words("人", "person"),
    "platform": Words("平台", "platform"),
    "module": Words("模块", "module"),
    "month": Words("月份", "month"),
    "subject": Words("事情", "matter"),
}
ANOTHER = Words("{kind}不同：{one} / {other}", "another {kind}: {one} / {other}")
QUESTION = Words("一个在问怎么做，另一个在报故障", "a question beside a fault")
OPPOSITE = Words("正好相反：{one} / {other}", "the opposite: {one} / {other}")
ONE_AND_ALL = Words("一个说只有自己受影响，另一个说所有人", "one person's trouble beside everybody's")


def find_contradictions(one: Told, other: Told, a: Concepts, b: Concepts) -> tuple[Words, ...]:
    return tuple(_contradictions(one, other, a, b))


def names_another(one: Told, other: Told) -> bool:
    """Each names the one thing it is about, and it is not the same one."""
    return any(_unlike(one.values(kind), other.values(kind)) for kind in IDS)


def _contradictions(one: Told, other: Told, a: Concepts, b: Concepts) -> Iterator[Words]:
    for kind in (*IDS, "person"):
        if _unlike(one.values(kind), other.values(kind)):
            yield _another(kind, ", ".join(sorted(one.values(kind))), ", ".join(sorted(other.values(kind))))
    platforms = one.platforms_beside(other), other.platforms_beside(one)
    if _unlike(*platforms):
        yield _another("platform", *(", ".join(sorted(names)) for names in platforms))
    for kind, mine, theirs in (("module", a.module, b.module), ("month", a.month, b.month)):
        if _unlike(mine, theirs):
            yield _another(kind, _said(a, mine), _said(b, theirs))
    if _unlike(a.subject, b.subject) and not one.shares_id_with(other):
        yield _another("subject", _said(a, a.subject), _said(b, b.subject))
    if (opposites := find_opposites(a.doing, b.doing)) is not None:
        yield OPPOSITE.fill(one=opposites[0], other=opposites[1])
    if (_only_asks(a) and _only_reports(b)) or (_only_asks(b) and _only_reports(a)):
        yield QUESTION
    if _unlike(a.scope, b.scope):
        yield ONE_AND_ALL


def _only_asks(concepts: Concepts) -> bool:
    return "question" in concepts.asks and not concepts.symptom


def _only_reports(concepts: Concepts) -> bool:
    return bool(concepts.symptom) and "question" not in concepts.asks


def _unlike(these: frozenset[str], those: frozenset[str]) -> bool:
    return bool(these and those) and not these & those


def _another(kind: str, one: str, other: str) -> Words:
    """Names in quotes and braces come from customers: they are put in, never read as a pattern."""
    words = KINDS[kind]
    return Words(
        ANOTHER.zh.format(kind=words.zh, one=one, other=other),
        ANOTHER.en.format(kind=words.en, one=one, other=other),
    )


def _said(concepts: Concepts, names: frozenset[str]) -> str:
    return ", ".join(concepts.said[name] for name in sorted(names))
