# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Plans by name. "Team", "business", "free" and "enterprise" are plans only where the sentence treats them so.

Signs of a plan: the word plan, tier or 版 behind it; a verb of changing, buying or being on a plan before it;
another plan coordinated with it; a capital letter inside a sentence, for the words that seldom have one.
"""

import re
from collections.abc import Iterator

from nlu.extractors.found import Found
from nlu.extractors.surface import Surface

# 标准版, 专业版 and 高级版 stand for none: Team and Business could both be called so, and the bot asks.
_CHINESE = {
    "free": r"免费版|免费套餐|免费方案|免费档|基础版|免费计划",
    "team": r"团队版|团队套餐|团队方案|团队档|小组版|团体版",
    "business": r"商业版|商务版|商业套餐|商务套餐|商业方案|商务方案|商业档|商务档|业务版",
    "enterprise": r"企业版|企业套餐|企业方案|企业档|旗舰版|企业级套餐",
}
_CHINESE_PATTERNS = {
    plan: re.compile(f"(?:{aliases})(?!本[^身人机地周月年]|(?<=档)[案期次])")
    for plan, aliases in _CHINESE.items()
}
_CHINESE_SHORT = re.compile(r"(?P<free>免费)|(?P<team>团队)|(?P<business>商业|商务)|(?P<enterprise>企业)")
_ENGLISH = re.compile(
    r"(?<![a-z0-9_@./-])(?:(?P<free>free)|(?P<team>team)|(?P<business>business|bussiness|busines|buisness|bizness)"
    r"|(?P<enterprise>enterprise|enterprize|entreprise|enterpise))(?![a-z0-9_@/]|-(?!\d)[a-z]|'s\b|\.[a-z])"
)
_SLASHED = re.compile(
    r"(?<![a-z0-9_@./-])(?:free|team|business|enterprise)(?:\s?/\s?(?:free|team|business|enterprise))+(?![a-z0-9_@/]|[.-][a-z0-9])"
)
_WORD = re.compile(r"[a-z]+")
_PLAN_NOUN = re.compile(
    r"\s*(?:plans?|tiers?|packages?|subscriptions?|editions?|level|licen[cs]es?|pricing|customers?\s+get|版|套餐|方案|计划|订阅|档|会员|级别|prices?\b|costs?\b)"
)
_NO_PLAN_AFTER = re.compile(
    r"\s+(?:hours?|days?|day|owners?|cards?|trips?|cases?|associates|partners?|emails?|addresse?s?|names?|reasons?|needs?|model|critical|continuity|"
    r"members?|mates?|lead|leads|leader|manager|workspaces?|of|time|up|account(?:ing)?\s+team|software|customers|grade|sso|shipping|"
    r"training|slots?|seats?\s+left|to\b|for\s+(?:me|a chat|us)|units?|intelligence|process(?:es)?|analyst|rules|space|chat|demo|"
    r"as usual|travel|development|deal|call|on\s+(?:monday|tuesday|wednesday|thursday|friday))"
)
_STRONG_BEFORE = re.compile(
    r"(?:(?:\b(?:upgrad\w*|uprgad\w*|updgrad\w*|downgrad\w*|dongrad\w*|switch\w*|bump\w*)\b|\b(?:move|moved|moving|go|going|change|changing|convert|drop|back|down|up|over|straight|swap|us|me|account|it|everyone|workspace|plan|subscription)\b)\s+(?:up\s+|down\s+|back\s+|over\s+)?(?:on\s?to|to|2|from)(?:\s+(?:the|a|your))?"
    r"|\b(?:we\s+are|we're|i'm|i\s+am|im|currently|now|still|stay(?:ing)?|be|been|already|is|are|account|being|workspace)\s+on(?:\s+(?:the|a|your))?|\bon\s+the|\boff|\bplans?\s*[:=-]?|\b(?:above|below|beyond|than|vs\.?|versus|swap|upgrade to)|->|→|=>|\d+\s+seats?\s+(?:of|on)"
    r"|(?:升级?|降级?|换|改|转|切|调|变|回|退)(?:到|成|为|回|至|去)?了?|(?:现在|目前|还)?(?:是|用的是|用的|用|在用|买的是|买的|买|订的|订|开通|开|续|选|要|从|和|跟|与|或|比|的)|到)\s*$"
)
_TO_CHINESE = re.compile(
    r"\s*(?:版|套餐|方案|计划|订阅|档|升|降|换|改|转|切|多少|怎么|贵|价|包含|支持|有(?:没有|哪些)|的?价|能用|可以用|一年|一个月|和|跟|还是|或|到|吗|的话|之后|以后|下一|上一|能|可以|一档)"
)
_COORDINATED = re.compile(
    r"\s*(?:/|,|and|or|to|vs\.?|versus|->|→|=>|than|for|和|跟|与|或|还是|到|升到?|降到?|换成|改成|换到|升级到|转|、|-)\s*(?:the\s+)?(?:plan\s+)?"
)
_NO_FREE_AFTER = re.compile(
    r"\s*(?:trial|试用|slots?|time|training|to|for|of|up|shipping|workshop|session|demo|webinar)"
)


def find_plans(surface: Surface) -> Iterator[Found]:
    text = surface.folded
    for plan, aliases in _CHINESE_PATTERNS.items():
        for match in aliases.finditer(text):
            yield Found("plan", *match.span(), plan)
    candidates = [(match, str(match.lastgroup)) for match in _ENGLISH.finditer(text)]
    sure = [_is_sure(surface, match, plan) for match, plan in candidates]
    for index, (match, plan) in enumerate(candidates):
        if sure[index] or _is_coordinated(text, candidates, sure, index):
            yield Found("plan", *match.span(), plan)
    yield from _short_chinese(text)
    yield from _slashed(surface)


def _slashed(surface: Surface) -> Iterator[Found]:
    """free/team/business: three are plans, of two the sentence or their capitals must say so."""
    text = surface.folded
    for match in _SLASHED.finditer(text) if "/" in text else ():
        words = list(_WORD.finditer(text, *match.span()))
        alone = not text[: match.start()].strip() and _STOP_BEHIND.match(text, match.end())
        capitals = all(surface.cased[one.start()].isupper() for one in words)
        named = _PLAN_NOUN.match(text, match.end()) or _SAID_OF.match(text, match.end())
        sure = len({one[0] for one in words}) > 2 or capitals or named or alone
        if sure and not _NO_PLAN_AFTER.match(text, match.end()):
            yield from (Found("plan", *one.span(), one[0]) for one in words)


def _is_sure(surface: Surface, match: re.Match[str], plan: str) -> bool:
    text, (start, end) = surface.folded, match.span()
    before = text[max(0, start - 60) : start]
    opens = not before.strip()
    capital = surface.cased[start].isupper() and not surface.cased[start:end].isupper()
    if _SUBJECT_OF.match(text, end) and (_ASKED_BEFORE.search(before) or (capital and opens)):
        return plan != "team" or _NO_PLAN_AFTER.match(text, end) is None
    if _PLAN_NOUN.match(text, end):
        return plan != "team" or capital or _OWN_BEFORE.search(before) is None
    if plan == "free" and _FREE_FOR.search(before) and re.match(r"\s+(?:to|for)\b", text[end:]):
        return True
    if (
        plan in {"business", "enterprise"}
        and _STOP.search(before)
        and re.match(r"\s*(?:[.!?,]|$)", text[end:])
    ):
        return True
    if _NO_PLAN_AFTER.match(text, end) or (plan == "free" and _NO_FREE_AFTER.match(text, end)):
        return False
    ends = _CLAUSE_END.match(text, end) is not None
    said_in_chinese = _TO_CHINESE.match(text, end) is not None
    if capital:
        return _is_name(plan, before, opens, said_in_chinese or ends)
    if _LOWER_BEFORE[plan].search(before) and (ends or said_in_chinese):
        return True
    if plan in {"business", "enterprise"}:
        strong = _STRONG_BEFORE.search(before) is not None
        return strong and (plan == "enterprise" or ends or said_in_chinese)
    return False


def _is_name(plan: str, before: str, opens: bool, fits: bool) -> bool:
    """A capital inside a sentence names the plan, but for "Hi Team"; at its start more is needed."""
    if opens:
        return plan == "enterprise" or fits
    if plan in {"team", "free"} and _OWN_BEFORE.search(before):
        return False
    after_stop = before.rstrip()[-1] in ".!?\n。！？"
    return plan in {"business", "enterprise"} or not after_stop or fits


_FREE_FOR = re.compile(r"\b(?:from|on|off)\s+$")
_STOP = re.compile(r"(?:^|[.!?:])\s*$")
_SAID_OF = re.compile(rf"{_TO_CHINESE.pattern}|\s*(?:哪|都|之间|三个|两个)")
_STOP_BEHIND = re.compile(r"\s*(?:[.!?。！？]|$)")
_ASKED_BEFORE = re.compile(r"\b(?:does|do|is|what's in|whats in)\s+$")
_OWN_BEFORE = re.compile(
    r"(?:\b(?:our|my|your|their|his|her|the whole|hi|hello|hey|dear|support|lanyun|sales|finance|security|product|marketing|dev|it|ops|success|billing|design"
    r"|engineering|data|legal|hr|feel|microsoft|ms|thanks)|蓝云|你好|我们|你们)\s*,?\s*$"
)
_LOWER_BEFORE = {
    "team": re.compile(
        r"(?:\b(?:to|(?:up|down)grade 2|switch 2|from|onto|on|off|than|vs\.?|versus)|升到?|降到?|换成|改成|到|->|→)\s*$"
    ),
    "free": re.compile(
        r"(?:\b(?:back|down|downgrade|go|switch|drop|move|us|revert)\s+(?:to|2)|\bfrom|(?<!based )\bon|\boff|降到|改成|换成|退回)\s*$"
    ),
    "business": re.compile(
        r"(?:\b(?:want|wants|get|need|buy|activate|order(?:ed)?|is|off|than|vs\.?|versus)|[\u4e00-\u9fff])\s*$"
    ),
    "enterprise": re.compile(
        r"(?:\b(?:want|get|need|buy|activate|order(?:ed)?|is|its|it's|off|than|vs\.?|versus|for|of|does|in|try)|[\u4e00-\u9fff])\s*$"
    ),
}
_PAIRED = re.compile(
    r"(?:than|vs\.?|versus|to|not|into|instead of|->|→|=>|>|升到?|升级到|降到?|换成?|改成?|到|比)\s*(?:the\s+)?"
)


_SUBJECT_OF = re.compile(
    r"\s+(?:includes?|comes? with|has|have|gives?|allows?|supports?|isn't|doesn't|costs?|lets|per)\b"
)
_CLAUSE_END = re.compile(
    r"\s*(?:$|[,.!?;:)，。！？；、]|(?:and|or|if|because|but|please|pls|plz|instead|so|when|now|since|for|with|from|to|next|this|as|at|starting|annual|yearly|monthly|billed|today|tomorrow|asap|before|after|then|until|thanks|cost|include|includes|get|gets|have|has|support|supports|which|is|was|were|not|does|on|per|we|i|activated|enabled|only|anyway|now|round|here|price|prices|order|trial)\b|[\u4e00-\u9fff])"
)


def _is_coordinated(
    text: str, candidates: list[tuple[re.Match[str], str]], sure: list[bool], index: int
) -> bool:
    """Named side by side with a plan that is sure."""
    match, plan = candidates[index]
    if _NO_PLAN_AFTER.match(text, match.end()) and not re.match(r"\s+to\b", text[match.end() :]):
        return False
    for other in (index - 1, index + 1):
        if not 0 <= other < len(candidates):
            continue
        left, right = sorted((match, candidates[other][0]), key=lambda one: one.start())
        if _PAIRED.fullmatch(text[left.end() : right.start()].lstrip()) and candidates[other][1] != plan:
            return True
        if not sure[other]:
            continue
        if _COORDINATED.fullmatch(text[left.end() : right.start()]):
            return True
    return any(
        _COORDINATED.fullmatch(text[match.end() : chinese.start()])
        or _COORDINATED.fullmatch(text[chinese.end() : match.start()])
        for chinese in re.finditer("|".join(_CHINESE.values()), text)
    )


_SHORT_BEFORE = re.compile(r"(?:升级?|降级?|换|改|转|切)(?:到|成|为|回|至)$")
_SHORT_AFTER = re.compile(
    r"(?:升级?|降级?|换|改|转)(?:到|成|为|回|至)?(?:团队|商业|商务|企业|免费)|(?:吧|$|[,.，。!！?？、]|可以|行吗|要多少)"
)


def _short_chinese(text: str) -> Iterator[Found]:
    """升到企业, 从团队升商业: the name without 版, only beside a verb of changing plans."""
    for match in _CHINESE_SHORT.finditer(text):
        follows = text[match.end() : match.end() + 1]
        if follows in {"版", "套", "方", "计", "级", "用", "微"} or match.lastgroup is None:
            continue
        changed_to = _SHORT_BEFORE.search(text[max(0, match.start() - 4) : match.start()])
        changed_from = text[max(0, match.start() - 1) : match.start()] == "从" and re.match(
            r"(?:升|降|换|改)", text[match.end() :]
        )
        if (changed_to and _SHORT_AFTER.match(text, match.end())) or changed_from:
            yield Found("plan", *match.span(), match.lastgroup)
