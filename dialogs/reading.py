"""What a message says before anyone asks what it is about: signals of wording beside the parse."""

import re
from dataclasses import dataclass

from dialogs import lexicon
from nlu.types import OUT_OF_SCOPE, Decision, Language, ParseResult

TALK = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "bot_challenge"})

WEAK_TALK, WEAK_ANSWER = 0.4, 0.7
"""Below these a guess at small talk, and at a yes or no whose words do not say so, is no guess."""

LIKELY = 3

ELLIPTIC = 12
"""Words and characters: a longer question says itself what it is about."""

BABBLE = 8
"""Words and characters of what may be no words at all."""

BARE = 3
"""Words and characters beside an id: "#9999 呢", "what about LY…"."""

ABOUT = {
    "says_order": "order_status",
    "says_bill": "check_bill",
    "says_ticket": "ticket_status",
    "says_refund": "request_refund",
    "says_bug": "report_bug",
    "says_training": "book_training",
    "says_member": "add_member",
    "says_unsubscribe": "cancel_subscription",
}
_LOOKUP_OF = {"order_id": "order_status", "invoice_id": "check_bill", "ticket_id": "ticket_status"}

_LETTERS = re.compile(r"[a-z]{2,}", re.IGNORECASE)
_IDS = re.compile(r"(?<![a-z])(?:LY|INV|T)[-\s]?\d[\d-]*|#\d+", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)[A-Za-z0-9]{6,}")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """`intent` is None where the fallback rule did not accept one; `length` counts words and characters.

    `out_of_scope`: plainly so, where the classifier's own best says it too; a message may also be rejected
    because no meaning was found. `babble`: it may be no words at all. `likely`: the classifier's best few in
    scope. `about`: the intents whose own words or ids the message holds, whatever the classifier thinks.
    `inquiry`: a question that wants to know rather than to have done. `leaning`: affirm or deny, where the
    classifier takes it for one at all, for where a yes or no is awaited.
    """

    text: str
    intent: str | None
    confidence: float
    decision: Decision
    likely: tuple[str, ...]
    about: frozenset[str]
    out_of_scope: bool
    babble: bool
    empty: bool
    yes_first: bool
    yes: bool
    no: bool
    wrong: bool
    leave: bool
    mind_changed: bool
    human: bool
    thanks: bool
    helped: bool
    unhelped: bool
    rephrase: bool
    signed_in: bool
    question: bool
    inquiry: bool
    asks_in_words: bool
    how_long: bool
    capabilities: bool
    leaning: str | None
    request: bool
    aside: bool
    lookup: bool
    instead: bool
    comes_back: bool
    other_one: bool
    points: bool
    elliptic: bool
    self_contained: bool
    all_of_them: bool
    neither: bool
    still: bool
    lost: bool
    bare_trouble: bool
    named_ids: frozenset[str]
    bare_id: bool
    length: int


def read(message: ParseResult) -> Reading:
    text = message.text[: lexicon.LONGEST]
    words = lexicon.plain(text)
    bare = _IDS.sub(" ", text) if _IDS.search(text) else text

    def says(concept: str) -> bool:
        return lexicon.says(concept, words)

    yes, no = lexicon.is_all("yes", bare), lexicon.is_all("no", bare)
    question = "?" in text or "？" in text or says("question")
    return Reading(
        text=text,
        intent=_trusted(message, bool(words) and (yes or no), question),
        confidence=message.intent.confidence,
        decision=message.decision,
        likely=tuple(s.name for s in message.intent_ranking if s.name != OUT_OF_SCOPE)[:LIKELY],
        about=frozenset(intent for concept, intent in ABOUT.items() if says(concept)) | _named(message),
        out_of_scope=_is_out_of_scope(message),
        babble=_is_babble(message, words, question),
        yes_first=says("yes_first"),
        empty=lexicon.says_nothing(text),
        yes=yes,
        no=no,
        wrong=says("wrong"),
        leave=says("leave"),
        mind_changed=says("mind_changed"),
        human=says("human") and not says("no_human"),
        thanks=lexicon.is_all("thanks", text) and (not words or says("thanks_core")),
        helped=says("helped"),
        unhelped=says("unhelped"),
        rephrase=says("rephrase"),
        signed_in=says("signed_in"),
        question=question,
        asks_in_words=says("question"),
        how_long=says("how_long"),
        capabilities=says("capabilities"),
        inquiry=question and (says("wonders") or not says("polite")),
        leaning=_leaning(message),
        request=says("request"),
        aside=says("aside"),
        lookup=says("lookup"),
        instead=says("instead"),
        comes_back=says("come_back"),
        other_one=says("other") or says("not_this"),
        points=says("this_one"),
        elliptic=_is_elliptic(words, question),
        self_contained=says("self_contained"),
        all_of_them=says("all_of_them"),
        neither=says("neither"),
        still=says("still"),
        lost=says("lost"),
        bare_trouble=lexicon.is_all("bare_trouble", text),
        named_ids=frozenset(_named(message)),
        bare_id=bool(_named(message)) and _count(lexicon.plain(bare)) <= BARE,
        length=_count(words),
    )


def _count(words: str) -> int:
    return len(_HAN.findall(words)) + len(_LETTERS.findall(words))


def _trusted(message: ParseResult, is_answer: bool, question: bool) -> str | None:
    """The accepted intent, except small talk that neither its confidence nor its words bear out."""
    if message.decision is not Decision.accepted:
        return None
    intent = message.intent
    if intent.name in ("affirm", "deny") and question:
        return None
    weak = WEAK_TALK if intent.name not in ("affirm", "deny") or is_answer else WEAK_ANSWER
    return None if intent.name in TALK and intent.confidence < weak else intent.name


def _leaning(message: ParseResult) -> str | None:
    best = message.intent_ranking[0] if message.intent_ranking else None
    if best is None or best.name not in ("affirm", "deny") or best.confidence < WEAK_TALK:
        return None
    return best.name


def _named(message: ParseResult) -> set[str]:
    return {_LOOKUP_OF[entity.entity] for entity in message.entities if entity.entity in _LOOKUP_OF}


def _is_out_of_scope(message: ParseResult) -> bool:
    if message.decision is Decision.rejected:
        return bool(message.intent_ranking) and message.intent_ranking[0].name == OUT_OF_SCOPE
    return message.decision is Decision.accepted and message.intent.name == OUT_OF_SCOPE


def _is_elliptic(words: str, question: bool) -> bool:
    length = _count(words)
    too_short = lexicon.says("how_long", words) and length <= BABBLE
    return question and (too_short or (length <= ELLIPTIC and lexicon.says("elliptic", words)))


def _is_babble(message: ParseResult, words: str, question: bool) -> bool:
    """A few words out of scope that ask for nothing: sooner "asdf jkl" than a wish for a poem."""
    wants = question or any(lexicon.says(one, words) for one in ("request", "do_this", "polite"))
    return _is_out_of_scope(message) and not wants and _count(words) <= BABBLE


def choose_language(message: ParseResult, *, before: Language | None, default: Language | None) -> Language:
    """The message's language, unless it is too bare to have one: ids, figures, signs, a lone Latin word."""
    rest = message.text[: lexicon.LONGEST]
    for entity in sorted(message.entities, key=lambda entity: -entity.start):
        if not _HAN.search(entity.raw):
            rest = rest[: entity.start] + " " + rest[entity.end :]
    rest = _NUMBERS.sub(" ", _IDS.sub(" ", rest))
    if _HAN.search(rest):
        return Language.zh
    words = _LETTERS.findall(rest)
    known = before or default
    if known and (not words or (len(words) == 1 and before)):
        return known
    return message.language if words or known is None else known
