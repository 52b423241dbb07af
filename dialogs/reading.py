"""What a message says before anyone asks what it is about: signals of wording beside the parse."""

import re
from collections.abc import Sequence

from dialogs import lexicon
from dialogs.asked_once import asked_once
from nlu.types import OUT_OF_SCOPE, Decision, Entity, Language, ParseResult

TALK = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "bot_challenge"})

WEAK_TALK, WEAK_ANSWER = 0.4, 0.7
"""Below these a guess at small talk, and at a yes or no whose words do not say so, is no guess."""

LIKELY = 3

LEAST_TOGETHER = 0.2
"""Two close meanings that are less likely than this together are not asked about. Of unseen messages below it
one of the two is right in 8 of 40, of those up to .3 in 30 of 50.
"""

ELLIPTIC = 12
"""Words and characters: a longer question says itself what it is about."""

BABBLE = 8
"""Words and characters of what may be no words at all."""

WORD = 2
"""Characters of one Chinese word."""

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
NAMES = ("product_module", "plan", "addon", "platform")
"""Entities that, alone, say what a message is about and not what is wanted."""

PLACES = ("product_module", "platform", "product_version")

_LOOKUP_OF = {"order_id": "order_status", "invoice_id": "check_bill", "ticket_id": "ticket_status"}

_LETTERS = re.compile(r"[a-z]{2,}", re.IGNORECASE)
_IDS = re.compile(r"(?<![a-z])(?:LY|INV|T)[-\s]?\d[\d-]*|#\d+", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)[A-Za-z0-9]{6,}")
_ADDRESS = re.compile(r"\S+@\S+")
_ADDS_NOTHING = re.compile(
    r"\b(?:the|my|our|in|on|it|its|sorry|oops|oh|hi|hello|hey|ok|please|pls|i mean)\b"
    r"|不好意思|抱歉|你好|哦|啊|呢|吧|的"
)
_HAN = re.compile(r"[\u3400-\u9fff]")


def _said(concept: str) -> asked_once[bool]:
    def look(reading: "Reading") -> bool:
        return lexicon.says(concept, reading.words)

    return asked_once(look)


class Reading:
    """Each signal is looked for when it is asked for, once: most decisions need few of them.

    `intent` is None where the fallback rule did not accept one; `length` counts words and characters.
    `out_of_scope`: plainly so, where the classifier's own best says it too; a message may also be rejected
    because no meaning was found. `babble`: it may be no words at all. `likely`: the classifier's best few in
    scope. `about`: the intents whose own words or ids the message holds, whatever the classifier thinks.
    `inquiry`: a question that wants to know rather than to have done. `leaning`: affirm or deny, where the
    classifier takes it for one at all, for where a yes or no is awaited.
    """

    def __init__(self, message: ParseResult) -> None:
        self._message = message
        self.text = message.text[: lexicon.LONGEST]
        self.words = lexicon.plain(self.text)
        self.confidence = message.intent.confidence
        self.decision = message.decision

    yes_first = _said("yes_first")
    wrong = _said("wrong")
    leave = _said("leave")
    mind_changed = _said("mind_changed")
    helped = _said("helped")
    unhelped = _said("unhelped")
    rephrase = _said("rephrase")
    signed_in = _said("signed_in")
    asks_in_words = _said("question")
    how_long = _said("how_long")
    how_soon = _said("how_soon")
    capabilities = _said("capabilities")
    request = _said("request")
    aside = _said("aside")
    lookup = _said("lookup")
    instead = _said("instead")
    comes_back = _said("come_back")
    points = _said("this_one")
    points_back = _said("points_back")
    nth_article = _said("nth_article")
    self_contained = _said("self_contained")
    all_of_them = _said("all_of_them")
    neither = _said("neither")
    both = _said("both")
    either = _said("either")
    undecided = _said("undecided")
    still = _said("still")
    not_over = _said("not_over")
    lost = _said("lost")
    broken = _said("broken")
    of_itself = _said("of_itself")
    spins = _said("spins")
    angry = _said("angry")
    hurry = _said("hurry")
    also = _said("also")
    at_a_loss = _said("at_a_loss")
    asks_language = _said("asks_language")
    incorrect = _said("incorrect")
    own_plan = _said("own_plan")
    introduces = _said("introduces")
    goes_on_telling = _said("goes_on_telling")
    do_it = _said("do_it")
    how_to = _said("how_to")
    asks_if_bot = _said("asks_if_bot")

    @asked_once
    def intent(self) -> str | None:
        """The accepted intent, except small talk that neither its confidence nor its words bear out."""
        intent = self._message.intent
        if self.decision is not Decision.accepted:
            return None
        if intent.name not in TALK:
            return intent.name
        if self.days_only or (intent.name in ("affirm", "deny") and self.question):
            return None
        is_answer = bool(self.words) and (self.yes or self.no)
        weak = WEAK_TALK if intent.name not in ("affirm", "deny") or is_answer else WEAK_ANSWER
        return None if intent.confidence < weak else intent.name

    @asked_once
    def best_two(self) -> tuple[str, ...]:
        """What the classifier hesitates between, small talk included."""
        return tuple(one.name for one in self._message.intent_ranking[:2])

    @asked_once
    def leaning(self) -> str | None:
        best = self._message.intent_ranking[0] if self._message.intent_ranking else None
        if best is None or best.name not in ("affirm", "deny") or best.confidence < WEAK_TALK:
            return None
        return best.name

    @asked_once
    def likely(self) -> tuple[str, ...]:
        ranking = self._message.intent_ranking
        return tuple(one.name for one in ranking if one.name != OUT_OF_SCOPE and one.name not in TALK)[
            :LIKELY
        ]

    @asked_once
    def together(self) -> float:
        """How likely one of the two best in scope is the one."""
        known = [one.confidence for one in self._message.intent_ranking if one.name != OUT_OF_SCOPE]
        return sum(known[:2])

    @asked_once
    def close(self) -> bool:
        """Whether two meanings are close and likely enough to be asked about; of small talk nobody asks."""
        two = len(self.likely) > 1 and not TALK.intersection(self.best_two)
        return self.decision is Decision.ambiguous and two and self.together >= LEAST_TOGETHER

    @asked_once
    def named_ids(self) -> frozenset[str]:
        """The look-ups of the ids that it names."""
        entities = self._message.entities
        return frozenset(_LOOKUP_OF[one.entity] for one in entities if one.entity in _LOOKUP_OF)

    @asked_once
    def about(self) -> frozenset[str]:
        named = {intent for concept, intent in ABOUT.items() if lexicon.says(concept, self.words)}
        return self.named_ids | named

    @asked_once
    def out_of_scope(self) -> bool:
        if self.decision is Decision.rejected:
            ranking = self._message.intent_ranking
            return bool(ranking) and ranking[0].name == OUT_OF_SCOPE
        return self.decision is Decision.accepted and self._message.intent.name == OUT_OF_SCOPE

    @asked_once
    def babble(self) -> bool:
        """A few words out of scope that ask for nothing: sooner "asdf jkl" than a wish for a poem."""
        if not self.out_of_scope or self.length > BABBLE:
            return False
        wishes = ("request", "do_this", "polite")
        return not (self.question or any(lexicon.says(wish, self.words) for wish in wishes))

    @asked_once
    def empty(self) -> bool:
        return lexicon.says_nothing(self.text)

    @asked_once
    def yes(self) -> bool:
        """Not where it may as well be a no: 唔要 is made of two words for yes elsewhere."""
        return lexicon.is_all("yes", self._bare) and not self.no

    @asked_once
    def no(self) -> bool:
        return lexicon.is_all("no", self._bare)

    @asked_once
    def thanks(self) -> bool:
        thanks = lexicon.is_all("thanks", self.text)
        return thanks and (not self.words or lexicon.says("thanks_core", self.words))

    @asked_once
    def declines(self) -> bool:
        """ "No thanks" wants nothing more; it says nothing of what was before."""
        return self.no and lexicon.says("thanks_core", self.words)

    @asked_once
    def bare_trouble(self) -> bool:
        return lexicon.is_all("bare_trouble", self.text)

    @asked_once
    def human(self) -> bool:
        if not lexicon.says("human", self.words) or lexicon.says("no_human", self.words):
            return False
        return not self.asks_if_bot or lexicon.says("human", lexicon.part("asks_if_bot").sub(" ", self.words))

    @asked_once
    def question(self) -> bool:
        return "?" in self.text or "？" in self.text or self.asks_in_words

    @asked_once
    def inquiry(self) -> bool:
        wonders, polite = (lexicon.says(concept, self.words) for concept in ("wonders", "polite"))
        return self.question and (wonders or not polite)

    @asked_once
    def asks_whether(self) -> bool:
        """ "Can I …?", not "can you …?"."""
        whether, wants = (lexicon.says(concept, self.words) for concept in ("asks_whether", "you_do"))
        return self.question and whether and not wants

    @asked_once
    def puts_right(self) -> bool:
        """ "Never mind, the Team plan then": one thing is let be for another, and nothing is left."""
        rest = lexicon.part("let_be").sub("", self.words, count=1).strip()
        if rest == self.words or not rest:
            return False
        return not (lexicon.says("leave", rest) or lexicon.says("mind_changed", rest))

    @asked_once
    def names_only(self) -> bool:
        """Nothing but a module, a plan or a platform: "the board"."""
        return self._only([one for one in self._message.entities if one.entity in NAMES])

    @asked_once
    def days_only(self) -> bool:
        """Nothing but "tomorrow" or "in April"; "早上" is a time of day, and a greeting."""
        times = [one for one in self._message.entities if one.entity == "time"]
        return self._only([one for one in times if "T" not in one.value])

    def _only(self, named: Sequence[Entity]) -> bool:
        rest = self.text
        for entity in sorted(named, key=lambda entity: -entity.start):
            rest = rest[: entity.start] + " " + rest[entity.end :]
        return bool(named) and _count(_ADDS_NOTHING.sub(" ", lexicon.plain(rest))) == 0

    @asked_once
    def one_word(self) -> bool:
        """Han is counted by the character: 数据."""
        return bool(self.words) and " " not in self.words and self.length <= WORD

    @asked_once
    def names_error(self) -> bool:
        return any(one.entity == "error_code" for one in self._message.entities)

    @asked_once
    def names_a_place(self) -> bool:
        """Where a trouble is, or on what."""
        return any(one.entity in PLACES for one in self._message.entities)

    @asked_once
    def other_one(self) -> bool:
        return lexicon.says("other", self.words) or lexicon.says("not_this", self.words)

    @asked_once
    def elliptic(self) -> bool:
        """A question that leaves out what it is about."""
        if not self.question or self.length > ELLIPTIC:
            return False
        return self.points_back or (self.how_long and self.length <= BABBLE)

    @asked_once
    def bare_id(self) -> bool:
        return bool(self.named_ids) and _count(lexicon.plain(self._bare)) <= BARE

    @asked_once
    def nothing_but_id(self) -> bool:
        """What the classifier makes of a number alone, or of "sorry" beside it, is no guess."""
        return bool(self.named_ids) and _count(_ADDS_NOTHING.sub(" ", lexicon.plain(self._bare))) == 0

    @asked_once
    def length(self) -> int:
        return _count(self.words)

    @asked_once
    def _bare(self) -> str:
        return _IDS.sub(" ", self.text)


def _count(words: str) -> int:
    return len(_HAN.findall(words)) + len(_LETTERS.findall(words))


def choose_language(message: ParseResult, *, before: Language | None, default: Language | None) -> Language:
    """The message's language, unless it is too bare to have one: ids, figures, signs, a lone Latin word."""
    rest = message.text[: lexicon.LONGEST]
    for entity in sorted(message.entities, key=lambda entity: -entity.start):
        if not _HAN.search(entity.raw):
            rest = rest[: entity.start] + " " + rest[entity.end :]
    rest = _NUMBERS.sub(" ", _IDS.sub(" ", _ADDRESS.sub(" ", rest)))
    if _HAN.search(rest):
        return Language.zh
    words = _LETTERS.findall(rest)
    known = before or default
    if known and (not words or (len(words) == 1 and before)):
        return known
    return message.language if words or known is None else known
