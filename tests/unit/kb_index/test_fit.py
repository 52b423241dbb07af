"""What is right for this customer: versions leave out, plans and platforms rank, others stay inside."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from kb_index.asker_words import is_among
from kb_index.embedder import HashingEmbedder
from kb_index.facets import Facets
from kb_index.fit import ANYONE, Asker
from kb_index.loading import load_index
from kb_index.models import Article
from kb_index.types import SearchHit

EMBEDDER = HashingEmbedder()


@pytest.fixture
def search(session: Session, write: Callable, index: Callable) -> Callable[..., tuple[SearchHit, ...]]:
    def put(name: str, body: str, **facets: str) -> None:
        path = write(f"{name}.en", "Push messages", body)
        front = path.read_text()
        for field, value in facets.items():
            kept = [line for line in front.splitlines() if not line.startswith(f"{field}:")]
            front = "\n".join([kept[0], f"{field}: {value}", *kept[1:]])
        path.write_text(front)

    put("android", "Turn push messages on in the system settings.", platforms="[android]")
    put("ios", "Turn push messages on in the system settings.", platforms="[ios]")
    put("enterprise", "Push messages can be switched off for all.", plans="[enterprise]")
    put("internal", "Push messages: ask the mobile team.", audience="[agent]")
    put("old", "Push messages in the old app.", versions='"<5.0"')
    index()

    def ask(asker: Asker = ANYONE, version: str | None = None) -> tuple[SearchHit, ...]:
        retriever = load_index(session, "lanyun", EMBEDDER.name)
        found = retriever.search(
            "push messages system settings", vector=None, language="en", asker=asker, product_version=version
        )
        return found.hits

    return ask


def test_an_article_for_4x_never_answers_a_customer_on_5_2(search: Callable) -> None:
    assert "old" in {hit.article for hit in search()}
    assert "old" not in {hit.article for hit in search(version="5.2")}


@pytest.mark.parametrize("platform", ["ios", "android"])
def test_the_customers_own_platform_comes_first_and_the_reason_is_said(
    search: Callable, platform: str
) -> None:
    hits = search(Asker(platform=platform))
    assert hits[0].article == platform
    other = next(hit for hit in hits if hit.article in {"ios", "android"} - {platform})
    assert f"-2.0 for other platforms than {platform}" in other.reasons


def test_an_article_about_another_plan_stands_lower_and_is_still_found(search: Callable) -> None:
    def score(plan: str | None) -> float:
        return next(hit.score for hit in search(Asker(plan=plan)) if hit.article == "enterprise")

    assert score("team") == pytest.approx(score("enterprise") - 1.0, abs=1e-3)
    assert score(None) == pytest.approx(score("enterprise"), abs=1e-3)


def test_internal_articles_are_for_the_desk_alone(search: Callable) -> None:
    assert "internal" not in {hit.article for hit in search()}
    assert "internal" in {hit.article for hit in search(Asker(internal=True))}


@pytest.mark.parametrize(
    "audience",
    [
        "[Agent]",
        "[agent, AGENT]",
        "[' agent ']",
        "[ａｇｅｎｔ]",
        "[agents]",
        "[客服]",
        "[内部]",
        "[Internal]",
    ],
)
def test_the_desk_is_the_desk_however_it_is_written(
    session: Session, write: Callable, index: Callable, audience: str
) -> None:
    path = write("night.en", "Push messages at night", "Push messages: wake the engineer.")
    path.write_text(path.read_text().replace("[member]", audience))
    index()
    retriever = load_index(session, "lanyun", EMBEDDER.name)

    def found(asker: Asker) -> list[str]:
        hits = retriever.search("push messages", vector=None, language="en", asker=asker).hits
        return [hit.article for hit in hits]

    assert (found(ANYONE), found(Asker(internal=True))) == ([], ["night"])


def test_an_audience_that_was_stored_with_a_capital_is_the_desk_too(
    session: Session, write: Callable, index: Callable
) -> None:
    write("night.en", "Push messages at night", "Push messages: wake the engineer.")
    index()
    session.execute(update(Article).values(audience=["Agent"]))
    retriever = load_index(session, "lanyun", EMBEDDER.name)
    assert retriever.search("push messages", vector=None, language="en").hits == ()


@pytest.mark.parametrize(
    ("words", "audience"),
    [
        (("Owner", "admin", "OWNER"), ("owner", "admin")),
        (("agent", "owner"), ("agent", "owner")),
        (("agency", "客户", "internal auditor"), ("agency", "客户", "internal auditor")),
        (("", " "), ()),
    ],
)
def test_other_words_of_an_audience_stay_what_they_are(
    words: tuple[str, ...], audience: tuple[str, ...]
) -> None:
    facets = Facets("billing", "policy", "reference", "*", words)
    assert (facets.audience, facets.is_internal) == (audience, False)


@pytest.mark.parametrize(
    ("has", "held", "fits"),
    [
        ("business", ("Business",), True),
        ("Business plan", ("business",), True),
        ("企业版", ("enterprise",), True),
        ("team", ("Business", "enterprise"), False),
        ("iOS", ("ios",), True),
        ("iPhone", ("ios",), True),
        ("Mac OS", ("mac",), True),
        ("安卓", ("Android",), True),
        ("ios", ("mobile",), True),
        ("mobile", ("android",), True),
        ("iOS", ("android", "web"), False),
        ("windows", ("mobile",), False),
        ("data_centre", ("Data Centre",), True),
    ],
)
def test_words_of_one_meaning_are_one_plan_or_platform(has: str, held: tuple[str, ...], fits: bool) -> None:
    assert is_among(has, held) is fits


def test_a_site_that_writes_ios_in_its_own_way_finds_the_articles_for_it(search: Callable) -> None:
    for platform in ("iOS", "iPhone"):
        hits = search(Asker(platform=platform))
        assert hits[0].article == "ios"
        assert not any("platforms" in reason for reason in hits[0].reasons)
