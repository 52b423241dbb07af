"""Asking the tenant's knowledge."""

from collections.abc import Collection

from dialogs.actions.customer import find_customer, find_plan
from dialogs.draft import Draft
from dialogs.types import Source
from escalation.crm.models import Contact
from kb_index.answers import GivenAnswer
from kb_index.excerpt import cut_sentences, excerpt, with_heading
from kb_index.fit import Asker
from kb_index.types import SearchHit, SearchResult
from nlu.types import Vector

TOPIC = 200
"""Characters of an earlier question that a later one goes on about."""

LONGEST = {"zh": 350, "en": 700}
"""Characters of a passage that fit a chat bubble without scrolling far; the source has the rest."""

HITS = 4
"""As many as a turn can use: the answer and a few beside it. Each adds to a search's time."""


def search(draft: Draft, without: Collection[str] = ()) -> SearchResult:
    """What the message asks, with what was asked before where it goes on about that.

    A short "how long …?" may be a question of its own: the better find is meant. Articles of `without` were
    tried in vain: what is found and how sure is said of the others.
    """

    def find() -> SearchResult:
        whole, alone = _whole_question(draft), search_alone(draft, without)
        if whole is None or (alone.confident and draft.reading.self_contained):
            return alone
        together = search_for(draft, whole, without)

        def standing(one: SearchResult) -> tuple[bool, bool, float]:
            goes_back = draft.reading.points_back and one is together
            return one.confident, goes_back, one.hits[0].score if one.hits else 0.0

        return max(together, alone, key=standing)

    return draft.once(f"search {draft.message.text} without {sorted(without)}", find)


def search_alone(draft: Draft, without: Collection[str] = ()) -> SearchResult:
    """What the message asks, whatever was asked before."""
    message = draft.message

    def find() -> SearchResult:
        vector = message.vector if message.vector is not None else draft.world.embed(message.text)
        return _look_up(draft, message.text, vector, without)

    return draft.once(f"search alone {message.text} without {sorted(without)}", find)


def search_for(draft: Draft, question: str, without: Collection[str] = ()) -> SearchResult:
    """Another question than the message."""
    return _look_up(draft, question, draft.world.embed(question), without)


def _look_up(draft: Draft, question: str, vector: Vector | None, without: Collection[str]) -> SearchResult:
    customer = find_customer(draft)
    version = draft.tracker.told.get("product_version") or (customer.product_version if customer else None)
    return draft.world.knowledge.search(
        question,
        vector=vector,
        language=draft.language,
        product_version=version,
        asker=_asker(draft, customer),
        without=without,
        limit=HITS,
    )


def _whole_question(draft: Draft) -> str | None:
    """With what was asked before, where the message goes on about it: "and for the other plan?"."""
    text, earlier = draft.message.text, draft.earlier_topic
    if not draft.reading.elliptic or not earlier or earlier == text:
        return None
    return f"{earlier[:TOPIC]} {text}"


def _asker(draft: Draft, customer: Contact | None) -> Asker:
    """What they speak of comes before what they have."""
    platform = draft.entity("platform") or draft.tracker.told.get("platform")
    return Asker(
        plan=draft.entity("plan") or find_plan(draft),
        platform=platform or (customer.platform if customer else None),
    )


def best_hit(result: SearchResult) -> SearchHit | None:
    """None under the floor, which is the best one's."""
    return result.hits[0] if result.confident else None


def give(draft: Draft, result: SearchResult, hit: SearchHit) -> GivenAnswer:
    """What the customer is told of the hit; the turn keeps it."""
    draft.article = source_of(hit)
    limit = LONGEST[hit.language]
    around = 0 if len(hit.passage) <= limit else _find_nearest(draft, hit.passage)
    draft.answer = GivenAnswer(
        id=f"a_{draft.world.new_id()}",  # an id that begins with "-" would be an option to a command
        article=hit.article,
        language=hit.language,
        version=hit.version,
        passage_hash=hit.passage_hash,
        index_build=result.index_build,
        limit=limit,
        shown=with_heading(hit.heading, excerpt(hit.passage, limit, around), hit.language),
        around=around,
    )
    return draft.answer


def _find_nearest(draft: Draft, passage: str) -> int:
    """Where the sentence begins that is nearest to the message; each is encoded, some milliseconds."""
    asked, embed = draft.message.vector, draft.world.embed
    if asked is None:
        return 0
    vectors = [(place, embed(sentence)) for place, sentence in cut_sentences(passage)]
    near = [(float(vector @ asked), -place) for place, vector in vectors if vector is not None]
    return -max(near)[1] if near else 0


def source_of(hit: SearchHit) -> Source:
    return Source(hit.article, hit.title, hit.language, hit.version)
