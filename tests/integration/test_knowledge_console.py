"""The authors' pages from outside, over both databases: who may do what, and that nobody's text is lost."""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.agents import create_agent
from bot.clock import utc_now
from bot.knowledge import TenantShelf
from bot.persistence.database import Database
from bot.tenants import TenantDirectory
from kb_index.drafts import find_draft
from kb_index.embedder import HashingEmbedder, Vectors
from kb_index.feedback import rate
from kb_index.gaps import keep_question, list_gaps
from kb_index.history import list_changes, list_revisions
from kb_index.models import ArticleEdition
from kb_index.rebuilding import rebuild
from tests.integration.test_console import NASTY, PASSWORD, act, csrf, field, say, sign_in
from tests.scripted import NOW, Scripted, build_scripted
from tests.shared_app import app_over

AUTHOR, PUBLISHER = "ning@lanyun.example", "ada@lanyun.example"
PEOPLE = (("ada", "admin"), ("vera", "viewer"), ("sam", "sales"), ("bo", "agent"))
FIELDS = {
    "title": "Refunds",
    "body": "Within 14 days.",
    "module": "billing",
    "error_type": "policy",
    "solution": "reference",
    "versions": "*",
    "audience": "owner, admin",
    "asked_as": "money back\r\nmoney back\r\n",
    "reason": "customers ask",
}
ARTICLES = "/console/knowledge/articles"


@pytest.fixture
def shelf(database: Database) -> TenantShelf:
    return TenantShelf(database, TenantDirectory(), lambda: HashingEmbedder().name)


@pytest.fixture
def scripted(database: Database, tmp_path: Path, shelf: TenantShelf) -> Iterator[Scripted]:
    scripted = build_scripted(database, tmp_path, knowledge=shelf)
    with database.uow("demo") as session:
        for name, role in PEOPLE:
            values = {"name": name.title(), "role": role, "password": PASSWORD, "language": "en", "now": NOW}
            create_agent(session, email=f"{name}@lanyun.example", **values)
    yield scripted
    scripted.service.stop()


@pytest.fixture
def client(scripted: Scripted) -> Iterator[TestClient]:
    pages = ("bot.web.console.routes", "bot.web.help.routes")
    app = app_over(scripted.service, *pages)
    with TestClient(app, raise_server_exceptions=True, follow_redirects=False) as client:
        assert scripted.service.readiness.ready.wait(60)
        yield client


@pytest.fixture
def admin(client: TestClient) -> TestClient:
    sign_in(client, PUBLISHER)
    return client


@pytest.fixture
def found(shelf: TenantShelf) -> Callable[[str], list[str]]:
    """What this process's search gives for a question."""
    return lambda query: [
        hit.passage for hit in shelf.of("demo").search(query, vector=None, language="en").hits
    ]


def create(client: TestClient, article: str = "refunds", language: str = "en", **fields: str) -> Response:
    form = FIELDS | {"csrf": csrf(client), "id": article, "language": language} | fields
    return client.post("/console/knowledge/new", data=form)


def edit(
    client: TestClient, action: str, article: str = "refunds", language: str = "en", **fields: str
) -> Response:
    """With the form as the server filled it, but for `fields`."""
    address = f"{ARTICLES}/{article}/{language}/edit"
    return client.post(address, data=FIELDS | opened(client, article, language) | {"action": action} | fields)


def opened(client: TestClient, article: str = "refunds", language: str = "en") -> dict[str, str]:
    """What a form that is open now carries, hidden."""
    page = client.get(f"{ARTICLES}/{article}/{language}/edit")
    return hidden(page.text) if page.status_code == 200 else {}


def hidden(page: str) -> dict[str, str]:
    return {name: field(page, name) for name in ("csrf", "seen", "base", "now")}


def publish(client: TestClient, article: str = "refunds", language: str = "en", **fields: str) -> None:
    """Whatever there was, this text is in force then."""
    if client.get(f"{ARTICLES}/{article}/{language}/edit").status_code == 404:
        assert create(client, article, language, **fields).status_code == 303
    answer = edit(client, "publish", article, language, **fields)
    assert answer.headers["location"].endswith("done=published"), answer.text


def do(client: TestClient, path: str, **form: str) -> Response:
    return client.post(f"{ARTICLES}/{path}", data={"csrf": csrf(client)} | form)


def done(answer: Response) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("done=")[2]


def titles(page: str) -> list[str]:
    return re.findall(r'class="kb-title"[^>]*>([^<]+)<', page)


# From a draft to what customers find


def test_what_an_author_wrote_is_found_once_a_publisher_has_approved_it(client, scripted, found) -> None:
    sign_in(client, AUTHOR)
    assert done(create(client)) == "saved"
    assert done(edit(client, "submit")) == "submitted"
    assert found("refunds") == []
    sign_in(client, PUBLISHER)
    assert titles(client.get("/console/knowledge?state=in_review").text) == ["Refunds"]
    assert done(edit(client, "publish")) == "published"
    assert found("refunds") == ["Within 14 days."]
    assert "Within 14 days." in client.get(f"/kb/{scripted.demo.site_key}/refunds?lang=en").text
    page = client.get(f"{ARTICLES}/refunds?lang=en").text
    for words in ("Within 14 days.", "周宁", "customers ask", "money back", "Published", "Approved"):
        assert words in page
    with scripted.service.database.reading("demo") as session:
        [revision] = list_revisions(session, "demo", "refunds", "en")
        assert (revision.author, revision.asked_as) == (AUTHOR, ["money back"])
        assert find_draft(session, "demo", "refunds", "en") is None


def test_an_article_calls_related_ones_by_their_titles_and_leads_to_its_readers_page(admin, scripted) -> None:
    publish(admin, "seats", title="More seats")
    publish(admin, "seats", "zh", title="加席位")
    publish(admin, "plans", "zh", title="套餐")
    publish(admin, audience="finance, developer", related="seats, plans, gone")
    page = admin.get(f"{ARTICLES}/refunds?lang=en").text
    shown = re.findall(rf'<a href="{ARTICLES}/([\w-]+)\?lang=en">([^<]+)</a>', page)
    assert [one for one in shown if one[0] != "refunds"] == [
        ("seats", "More seats"), ("plans", "套餐"), ("gone", "gone"),
    ]  # fmt: skip
    assert "Finance, Developer" in page
    assert f'href="/kb/{scripted.demo.site_key}/refunds?lang=en"' in page
    publish(admin, audience="agent")
    assert "/kb/" not in admin.get(f"{ARTICLES}/refunds?lang=en").text, "readers have no such page"
    do(admin, "seats/en/retire", reason="over")
    assert "/kb/" not in admin.get(f"{ARTICLES}/seats?lang=en").text


@pytest.mark.parametrize(
    ("author", "beside", "shown"),
    [
        (PUBLISHER, "There is no article with the id gone, 没有.", "no such article"),
        (AUTHOR, "没有编号为 gone, 没有 的文章。", "没有这篇文章"),
    ],
)
def test_related_articles_that_are_not_there_are_told(client, author: str, beside: str, shown: str) -> None:
    sign_in(client, PUBLISHER)
    publish(client, "plans")
    do(client, "plans/en/retire", reason="over")
    create(client, "drafted")
    publish(client, related="plans, drafted, refunds, gone, 没有")
    sign_in(client, author)
    assert f"<strong>{beside}</strong>" in client.get(f"{ARTICLES}/refunds/en/edit").text
    related = re.search(r'<ul class="kb-related">.*?</ul>', client.get(f"{ARTICLES}/refunds?lang=en").text)
    assert related is not None
    assert [shown in one for one in related[0].split("<li>")[1:]] == [False, False, False, True, True]
    answer = edit(client, "save", related="plans, gone", versions="no range")
    assert answer.status_code == 422 and "gone" in answer.text
    edit(client, "save", related="plans")
    assert beside.partition("gone")[0] not in client.get(f"{ARTICLES}/refunds/en/edit").text


@pytest.mark.parametrize("related", ["a\0b", ", ".join(f"a{number}" for number in range(40_000))])
def test_related_that_no_database_is_asked_for_are_told_too(admin, related: str) -> None:
    answer = create(admin, related=related)
    assert "There is no article with the id" in (answer.text or admin.get(answer.headers["location"]).text)


@pytest.mark.parametrize(
    ("author", "shown", "lost"),
    [
        (PUBLISHER, "HTML in the text (&lt;kbd&gt;, &lt;br&gt;) is shown", "Nothing of the text can be"),
        (AUTHOR, "正文里的 HTML（&lt;kbd&gt;, &lt;br&gt;）会原样显示", "正文里没有搜得到的文字"),
    ],
)  # fmt: skip
def test_html_that_nobody_finds_is_told_below_the_text(client, author: str, shown: str, lost: str) -> None:
    sign_in(client, author)
    create(client, body="Press <kbd>Ctrl</kbd>.<br>")
    page = client.get(f"{ARTICLES}/refunds/en/edit").text
    assert shown in page and lost not in page
    edit(client, "save", body="## A heading")
    page = client.get(f"{ARTICLES}/refunds/en/edit").text
    assert shown not in page and lost in page
    edit(client, "save", body="Press Ctrl.")
    page = client.get(f"{ARTICLES}/refunds/en/edit").text
    assert shown not in page and lost not in page
    assert lost not in client.get("/console/knowledge/new").text


def test_a_name_of_two_words_stays_one(admin, scripted) -> None:
    create(admin, audience="member, team lead", plans="Business Plus；Team", related="seats plans, seats")
    page = admin.get(f"{ARTICLES}/refunds/en/edit").text
    for value in ("member, team lead", "Business Plus, Team", "seats, plans"):
        assert f'value="{value}"' in page


@pytest.mark.parametrize("audience", ["Agent", "agent, AGENT", "客服"])
def test_a_capital_letter_makes_no_internal_article_public(admin, scripted, audience: str) -> None:
    publish(admin, audience=audience)
    assert admin.get(f"/kb/{scripted.demo.site_key}/refunds?lang=en").status_code == 404
    assert titles(admin.get("/console/knowledge?state=internal").text) == ["Refunds"]


def test_the_form_says_whether_customers_will_be_shown_the_article(admin) -> None:
    def told(audience: str) -> str:
        return admin.post("/console/knowledge/seen-by", data={"csrf": csrf(admin), "audience": audience}).text

    internal, public = "Internal: no customer is shown it.", "Customers will be shown this article."
    assert told("Agent") == internal == told(" agents ，agent")
    assert told("agent, owner") == public == told("Agency")
    assert told(" ") == "For nobody yet."
    create(admin, audience="Agent")
    page = admin.get(f"{ARTICLES}/refunds/en/edit").text
    assert internal in page
    assert 'name="audience" value="agent" maxlength="300" autocomplete="off" autocapitalize="none"' in page


@pytest.mark.parametrize(("language", "told"), [("en", "Customer"), ("zh", "客户")])
def test_an_article_stored_without_an_audience_is_for_customers_and_can_be_saved(
    client, scripted, language: str, told: str
) -> None:
    sign_in(client, PUBLISHER if language == "en" else AUTHOR)
    publish_other(scripted, "Within 14 days.", audience=())
    assert f"<dd>{told}</dd>" in client.get(f"{ARTICLES}/refunds?lang=en").text
    assert "/refunds" in client.get(f"/kb/{scripted.demo.site_key}?lang=en").text
    page = client.get(f"{ARTICLES}/refunds/en/edit").text
    assert ("Customers will be shown this article." if language == "en" else "客户看得到这篇文章。") in page
    as_it_was = {"audience": field(page, "audience"), "body": "Within 30 days."}
    assert as_it_was["audience"] == "customer"
    assert done(edit(client, "save", **as_it_was)) == "saved"


def test_a_returned_draft_tells_its_author_why(client) -> None:
    sign_in(client, AUTHOR)
    create(client)
    edit(client, "submit")
    sign_in(client, PUBLISHER)
    assert done(edit(client, "return", note="say which plans")) == "returned"
    publish(client)
    assert "say which plans" in client.get(f"{ARTICLES}/refunds?lang=en").text


@pytest.mark.parametrize(
    ("author", "told"), [(AUTHOR, "Ada 退回了这份草稿"), ("bo@lanyun.example", "Ada returned")]
)
def test_the_author_of_a_new_article_is_told_above_the_form_what_a_reviewer_asks_for(
    client, author: str, told: str
) -> None:
    sign_in(client, author)
    create(client)
    edit(client, "submit")
    sign_in(client, PUBLISHER)
    edit(client, "return", note="add the <prices>")
    sign_in(client, author)
    page = client.get(f"{ARTICLES}/refunds/en/edit").text
    assert told in note_of_return(page) and "add the &lt;prices&gt;" in note_of_return(page)
    assert done(edit(client, "save", body="Within 14 days, for 20 USD.")) == "saved"
    assert "add the &lt;prices&gt;" in note_of_return(client.get(f"{ARTICLES}/refunds/en/edit").text)
    edit(client, "submit", body="Within 14 days, for 20 USD.")
    page = client.get(f"{ARTICLES}/refunds/en/edit").text
    assert note_of_return(page) == "" and "add the &lt;prices&gt;" in page, "it stands in the history"


def note_of_return(page: str) -> str:
    found = re.search(r'id="returned".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_what_was_saved_over_or_discarded_of_a_new_article_stands_where_its_author_comes(client) -> None:
    sign_in(client, AUTHOR)
    create(client, body="An hour of work.")
    sign_in(client, PUBLISHER)
    edit(client, "save", body="Over it.")
    page = client.get(f"{ARTICLES}/refunds/en/edit").text
    assert "Saved over another" in page and "<ins>An hour of work.</ins>" in page
    gone = edit(client, "discard")
    assert done(gone) == "discarded"
    for address in (gone.headers["location"], f"{ARTICLES}/refunds"):
        page = client.get(address).text
        for words in ("Discarded a draft", "<ins>An hour of work.</ins>", "<ins>Over it.</ins>"):
            assert words in page
    assert 'href="/console/knowledge/articles/refunds/en/edit"' in page
    assert "\nOver it.</textarea>" in client.get(f"{ARTICLES}/refunds/en/edit").text
    assert done(edit(client, "save", body="Over it.")) == "saved"


def test_an_approved_draft_is_published_by_the_sweep_at_its_hour(admin, scripted, found) -> None:
    create(admin)
    hour = utc_now() + timedelta(hours=12)
    there = hour + timedelta(hours=8)  # the tenant's clock
    assert done(edit(admin, "schedule", publish_at=f"{there:%Y-%m-%dT%H:%M}")) == "scheduled"
    assert "Scheduled" in admin.get("/console/knowledge").text
    sweeper = scripted.service.sweeper
    assert sweeper.publish_due(hour - timedelta(minutes=2)) == 0
    assert found("refunds") == []
    assert sweeper.publish_due(hour) == 1
    assert found("refunds") == ["Within 14 days."]
    assert sweeper.publish_due(hour) == 0


def test_nobodys_writing_waits_while_what_is_published_is_embedded(
    admin, scripted, found, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded: list[str] = []
    real = HashingEmbedder.embed_queries

    def embed(self: HashingEmbedder, texts: Sequence[str]) -> Vectors:
        with ThreadPoolExecutor(1) as another:
            another.submit(customer_writes).result(5)
        embedded.extend(texts)
        return real(self, texts)

    def customer_writes() -> None:
        with scripted.service.database.uow("demo"):
            pass

    monkeypatch.setattr(HashingEmbedder, "embed_queries", embed)
    publish(admin)
    publish(admin, body="Within 30 days.")
    assert done(do(admin, "refunds/en/restore", version="1", reason="")) == "restored"
    create(admin, "seats", body="Add seats.")
    there = (hour := utc_now() + timedelta(hours=12)) + timedelta(hours=8)
    done(edit(admin, "schedule", "seats", body="Add seats.", publish_at=f"{there:%Y-%m-%dT%H:%M}"))
    assert scripted.service.sweeper.publish_due(hour) == 1
    assert "Refunds\nAdd seats." in embedded
    assert {"Refunds\nWithin 14 days.", "Refunds\nWithin 30 days.", "money back"} <= set(embedded)


def test_the_day_after_its_last_an_article_is_gone(admin, scripted, found) -> None:
    last = utc_now() + timedelta(days=2)
    publish(admin, expires_on=f"{last:%Y-%m-%d}")
    assert f"{last:%Y-%m-%d}" in admin.get(f"{ARTICLES}/refunds?lang=en").text
    assert scripted.service.sweeper.publish_due(last + timedelta(days=2)) == 1
    assert found("refunds") == []


def test_an_article_that_ends_before_its_next_text_comes_in_does_not_hold_it_up(
    admin, scripted, found
) -> None:
    there = utc_now() + timedelta(days=2, hours=8)  # the tenant's clock
    publish(admin, expires_on=f"{there:%Y-%m-%d}")
    begun = opened(admin)
    next_day = (there + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    at = f"{next_day:%Y-%m-%dT%H:%M}"
    assert done(edit(admin, "schedule", publish_at=at, body="Within 30 days.")) == "scheduled"
    sweeper, hour = scripted.service.sweeper, next_day - timedelta(hours=8)
    assert sweeper.publish_due(hour - timedelta(hours=1)) == 1
    assert found("refunds") == []
    assert 'id="clash"' not in admin.get(f"{ARTICLES}/refunds/en/edit").text
    assert sweeper.publish_due(hour) == 1
    assert found("refunds") == ["Within 30 days."]
    late = admin.post(f"{ARTICLES}/refunds/en/edit", data=FIELDS | begun | {"action": "save"})
    assert late.status_code == 409 and "Within 30 days." in late.text


def embed_all(scripted: Scripted, embedder: HashingEmbedder) -> None:
    with scripted.service.database.uow("demo") as session:
        rebuild(session, "demo", embedder, utc_now())


def test_what_another_encoder_embedded_is_not_published_beside_and_says_so(admin, scripted, found) -> None:
    publish(admin)
    embed_all(scripted, HashingEmbedder(64))
    answer = edit(admin, "publish", body="Within 30 days.")
    assert answer.status_code == 503
    shown = re.search(r'<p class="problem" role="alert">([^<]+)</p>', answer.text)
    assert shown and "huiyi kb rebuild" in shown[1]
    assert "\nWithin 30 days.</textarea>" in answer.text
    kept = FIELDS | hidden(answer.text) | {"body": "Within 30 days."}
    address = f"{ARTICLES}/refunds/en/edit"
    assert done(admin.post(address, data=kept | {"action": "save"})) == "saved"
    restored = do(admin, "refunds/en/restore", version="1", reason="")
    assert restored.status_code == 503 and "huiyi kb rebuild" in restored.text
    embed_all(scripted, HashingEmbedder())
    assert done(edit(admin, "publish", body="Within 30 days.")) == "published"
    assert found("refunds") == ["Within 30 days."]


def test_what_another_encoder_embedded_is_retired_and_ends_and_a_draft_waits(admin, scripted, found) -> None:
    there = utc_now() + timedelta(days=2, hours=8)  # the tenant's clock
    publish(admin)
    publish(admin, "seats", body="Add seats.", expires_on=f"{there:%Y-%m-%d}")
    publish(admin, "plans", body="Three plans.")
    at = f"{there:%Y-%m-%dT%H:%M}"
    assert done(edit(admin, "schedule", "plans", publish_at=at, body="Four plans.")) == "scheduled"
    embed_all(scripted, HashingEmbedder(64))
    assert done(do(admin, "refunds/en/retire", reason="over")) == "retired"
    sweeper, later = scripted.service.sweeper, utc_now() + timedelta(days=4)
    assert (sweeper.publish_due(later), sweeper.publish_due(later)) == (1, 0)
    with scripted.service.database.reading("demo") as session:
        in_force = select(ArticleEdition.article_id).where(ArticleEdition.version.is_not(None))
        assert session.scalars(in_force).all() == ["plans"]
        draft = find_draft(session, "demo", "plans", "en")
        assert draft is not None and draft.state == "approved"
    embed_all(scripted, HashingEmbedder())
    assert sweeper.publish_due(later) == 1
    assert found("plans") == ["Four plans."]


@pytest.mark.parametrize("when", ["", "soon", "2020-01-01T10:00"])
def test_a_time_that_is_none_or_over_publishes_nothing(admin, when) -> None:
    create(admin)
    answer = edit(admin, "schedule", publish_at=when, body="Kept as I wrote it.")
    assert answer.status_code == 422
    assert "Kept as I wrote it." in answer.text
    assert re.search(r'id="wrong-publish_at"', answer.text)


def test_everything_wrong_is_said_at_its_field_and_the_text_stays_in_the_form(admin) -> None:
    answer = create(
        admin, "Refunds!", versions="5 or so", audience="", expires_on="", body="My text", error_type=""
    )
    assert answer.status_code == 422
    assert set(re.findall(r'id="wrong-(\w+)"', answer.text)) == {"id", "versions", "audience", "error_type"}
    assert "My text" in answer.text
    late = create(admin, expires_on="next year", body="My text")
    assert (late.status_code, re.findall(r'id="wrong-(\w+)"', late.text)) == (422, ["expires_on"])


def test_an_article_that_is_there_is_not_begun_again(admin) -> None:
    publish(admin)
    for language in ("en", "zh"):
        answer = create(admin, "refunds", language, body="Over it?")
        assert answer.status_code == 422
        assert "There is an article of this id" in answer.text
        assert "Over it?" in answer.text


@pytest.mark.parametrize("article", ["search", "a" * 101])
def test_why_an_id_of_small_letters_is_none_is_said(admin, article) -> None:
    assert "at most 100, such as refund-policy; in and search are" in create(admin, article).text


def test_an_id_is_suggested_from_the_title(admin) -> None:
    assert (
        create(admin, "", title="Customers' money: back!")
        .headers["location"]
        .startswith(f"{ARTICLES}/customers-money-back/en/edit")
    )


def test_an_article_of_half_a_megabyte_goes_through_and_a_larger_one_than_may_be_does_not(admin) -> None:
    assert create(admin, body="字" * 100_000).status_code == 303
    address = f"{ARTICLES}/refunds/en/edit"
    form = FIELDS | {"csrf": csrf(admin), "body": "x" * 2_000_000}
    for language, told in (("en", "This is too much at once"), ("zh", "内容太多")):
        answer = admin.post(address, data=form, headers={"Accept-Language": language})
        assert answer.status_code == 413
        assert told in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("size", [1_000_001, 1_040_000, 1_150_000])
def test_a_text_beyond_the_limit_comes_back_in_the_form_with_what_is_wrong(admin, size) -> None:
    create(admin)
    address = f"{ARTICLES}/refunds/en/edit"
    form = FIELDS | {"csrf": csrf(admin), "body": "x" * size, "title": "Kept"}
    answer = admin.post(address, files={name: (None, value) for name, value in form.items()})
    assert answer.status_code == 422
    assert re.findall(r'id="wrong-(\w+)"[^>]*>([^<]+)<', answer.text) == [("body", "This is too long.")]
    assert field(answer.text, "title") == "Kept"


def test_what_a_database_cannot_hold_is_told_at_its_field(admin) -> None:
    answer = create(admin, body="a\0b", plans="te\0am", versions=">=5.0," * 20 + ">=5.0")
    assert answer.status_code == 422
    assert set(re.findall(r'id="wrong-(\w+)"', answer.text)) == {"body", "plans", "versions"}
    assert "cannot be stored" in answer.text


# Two authors


def test_the_second_of_two_sees_both_texts_keeps_theirs_and_can_save_over_knowingly(client) -> None:
    sign_in(client, AUTHOR)
    create(client)
    page = client.get(f"{ARTICLES}/refunds/en/edit").text
    seen = field(page, "seen")
    edit(client, "save", body="The first to save.")
    sign_in(client, "bo@lanyun.example")
    late = edit(client, "save", seen=seen, body="The second.")
    assert late.status_code == 409
    assert "<del>The first to save.</del>" in late.text
    assert "<ins>The second.</ins>" in late.text
    assert "周宁 saved too" in late.text
    assert re.search(r"<textarea[^>]*name=\"body\"[^>]*>\s*The second\.", late.text)
    over = edit(client, "save", seen=field(late.text, "seen"), body="The second.")
    assert done(over) == "saved"
    assert "The second." in client.get(f"{ARTICLES}/refunds/en/edit").text


@pytest.mark.parametrize("action", ["submit", "publish", "discard", "return"])
def test_nobody_decides_on_a_draft_that_moved_since_they_looked(admin, scripted, action) -> None:
    create(admin)
    seen = field(admin.get(f"{ARTICLES}/refunds/en/edit").text, "seen")
    edit(admin, "save", body="Changed meanwhile.")
    assert edit(admin, action, seen=seen).status_code == 409
    with scripted.service.database.reading("demo") as session:
        draft = find_draft(session, "demo", "refunds", "en")
        assert draft is not None and (draft.body, draft.state) == ("Changed meanwhile.", "draft")


def test_a_draft_that_was_outrun_waits_until_its_author_stands_by_it(admin, scripted, found) -> None:
    publish(admin)
    edit(admin, "save", body="Mine, begun on version 1.")
    publish_other(scripted, "Another text in force.")
    outrun = edit(admin, "publish", body="Mine, begun on version 1.")
    assert outrun.status_code == 409
    assert "<del>Another text in force.</del>" in outrun.text
    assert "published another text" in admin.get(f"{ARTICLES}/refunds/en/edit").text
    assert done(edit(admin, "rebase", body="Mine, begun on version 1.")) == "rebased"
    assert done(edit(admin, "publish", body="Mine, begun on version 1.")) == "published"
    assert found("refunds") == ["Mine, begun on version 1."]


def publish_other(
    scripted: Scripted,
    body: str,
    *,
    audience: tuple[str, ...] = ("owner", "admin"),
    original: str | None = None,
) -> None:
    """As an import does: past the draft."""
    from dataclasses import fields

    from kb_index.articles import ArticleFile
    from kb_index.facets import Facets
    from kb_index.history import By
    from kb_index.publishing import publish as put_in_force

    facets = Facets("billing", "policy", "reference", "*", audience)
    values = {one.name: getattr(facets, one.name) for one in fields(facets)}
    with scripted.service.database.uow("demo") as session:
        file = ArticleFile(
            id="refunds", language="en", title="Refunds", body=body, asked_as=(), revision=None,
            updated=NOW.date(), original=original, **values,
        )  # fmt: skip
        put_in_force(session, "demo", file, HashingEmbedder(), by=By("import", "", utc_now()))


def test_a_discarded_draft_is_gone_and_its_text_stands_in_the_history(admin, scripted) -> None:
    publish(admin)
    edit(admin, "save", body="Half a thought.")
    assert done(edit(admin, "discard")) == "discarded"
    with scripted.service.database.reading("demo") as session:
        change = list_changes(session, "demo", "refunds")[0]
        assert change.what == "discarded" and change.after and change.after["body"] == "Half a thought."


@pytest.mark.parametrize("action", ["save", "submit", "publish", "discard", "return"])
def test_who_wrote_while_the_draft_of_a_new_article_was_discarded_loses_nothing(
    client, found, action: str
) -> None:
    sign_in(client, AUTHOR)
    create(client)
    form = opened(client)
    edit(client, "discard")
    sign_in(client, PUBLISHER)
    form["csrf"] = csrf(client)
    late = edit(client, action, **form, body="An hour's work.")
    assert late.status_code == 409
    assert "周宁 discarded this draft" in late.text
    assert re.search(r"<textarea[^>]*name=\"body\"[^>]*>\s*An hour&#39;s work", late.text)
    assert done(edit(client, "save", **hidden(late.text), body="An hour's work.")) == "saved"
    assert done(edit(client, "publish", body="An hour's work.")) == "published"
    assert found("refunds") == ["An hour's work."]


def test_who_wrote_a_translation_whose_draft_was_discarded_is_not_told_of_a_retirement(admin) -> None:
    publish(admin)
    create_translation(admin)
    form = opened(admin, language="zh")
    edit(admin, "discard", language="zh")
    late = edit(admin, "save", language="zh", **form)
    assert late.status_code == 409
    assert "Ada discarded this draft" in late.text
    assert "retired" not in late.text
    assert done(edit(admin, "save", language="zh", **hidden(late.text))) == "saved"


def test_a_draft_of_an_article_that_never_was_is_not_begun_by_a_save(admin) -> None:
    form = FIELDS | {"csrf": csrf(admin), "seen": "1", "action": "save"}
    assert admin.post(f"{ARTICLES}/nowhere/en/edit", data=form).status_code == 404


def test_of_two_who_opened_what_is_in_force_the_second_is_shown_what_the_first_published(
    client, found
) -> None:
    sign_in(client, PUBLISHER)
    publish(client)
    sign_in(client, "bo@lanyun.example")
    form = opened(client)
    sign_in(client, PUBLISHER)
    publish(client, body="The first's.")
    sign_in(client, "bo@lanyun.example")
    form["csrf"] = csrf(client)
    for action in ("save", "submit"):
        late = edit(client, action, **form, body="The second's.")
        assert late.status_code == 409
        for words in (
            "Ada published another text",
            "<del>The first&#39;s.</del>",
            "<ins>The second&#39;s.</ins>",
        ):
            assert words in late.text
        assert re.search(r"<textarea[^>]*name=\"body\"[^>]*>\s*The second", late.text)
    assert done(edit(client, "rebase", **hidden(late.text), body="The second's.")) == "rebased"
    sign_in(client, PUBLISHER)
    assert done(edit(client, "publish", body="The second's.")) == "published"
    assert found("refunds") == ["The second's."]


def test_a_form_that_was_open_while_the_article_was_retired_tells_so(admin, found) -> None:
    publish(admin)
    form = opened(admin)
    do(admin, "refunds/en/retire", reason="no more refunds")
    late = edit(admin, "publish", **form)
    assert late.status_code == 409
    assert "the article was retired" in late.text
    assert found("refunds") == []


def test_what_one_language_changed_for_all_is_not_undone_by_anothers_draft(admin) -> None:
    publish(admin, language="en")
    create_translation(admin)
    publish(admin, language="en", audience="agent", versions=">=5.2")
    page = admin.get(f"{ARTICLES}/refunds/zh/edit").text
    assert 'id="clash"' not in page
    assert (field(page, "audience"), field(page, "versions")) == ("agent", "&gt;=5.2")
    old = {"title": "退款", "body": "十四天内。"}
    assert done(edit(admin, "publish", language="zh", **old)) == "published"
    page = admin.get(f"{ARTICLES}/refunds?lang=zh").text
    assert "Internal" in page
    assert "5.2" in page


def test_what_both_languages_changed_for_all_waits_for_the_author_to_look(admin) -> None:
    publish(admin, language="en")
    create_translation(admin, versions=">=4.0")
    publish(admin, language="en", audience="agent", versions=">=5.2")
    mine = {"title": "退款", "body": "十四天内。", "versions": ">=4.0", "audience": "agent"}
    for action in ("publish", "submit"):
        clash = edit(admin, action, language="zh", **mine)
        assert clash.status_code == 409
        assert "changed these too" in clash.text
        assert "<del>&gt;=5.2</del> → <ins>&gt;=4.0</ins>" in clash.text
        assert "<del>agent" not in clash.text, "what only the other changed is theirs"
    assert field(clash.text, "audience") == "agent"
    assert done(edit(admin, "rebase", language="zh", **hidden(clash.text), **mine)) == "rebased"
    assert done(edit(admin, "publish", language="zh", **mine)) == "published"
    page = admin.get(f"{ARTICLES}/refunds?lang=en").text
    assert "Internal" in page
    assert "4.0" in page


def create_translation(client: TestClient, **fields: str) -> None:
    text = {"title": "退款", "body": "十四天内。"} | fields
    assert done(edit(client, "save", language="zh", **text)) == "saved"


def test_a_draft_that_was_saved_over_stands_in_the_history(client) -> None:
    sign_in(client, PUBLISHER)
    publish(client)
    edit(client, "save", body="An hour of work.")
    edit(client, "save", body="An hour of work, by the same.")
    sign_in(client, AUTHOR)
    edit(client, "save", body="Over it.")
    page = client.get(f"{ARTICLES}/refunds?lang=en").text
    assert "改写了别人的草稿" in page
    assert "An hour of work, by the same." in page
    assert "An hour of work.<" not in page


def test_a_last_day_that_is_over_is_told_at_its_field(admin, scripted) -> None:
    yesterday = f"{utc_now() - timedelta(days=2):%Y-%m-%d}"
    for answer in (
        create(admin, expires_on=yesterday, body="My text"),
        create(admin) and edit(admin, "publish", expires_on=yesterday, body="My text"),
        edit(admin, "save", expires_on=yesterday, body="My text"),
    ):
        assert (answer.status_code, re.findall(r'id="wrong-(\w+)"', answer.text)) == (422, ["expires_on"])
        assert "That time is over." in answer.text
        assert "My text" in answer.text
    today = utc_now() + timedelta(hours=8)  # the tenant's clock
    late = f"{today + timedelta(days=3):%Y-%m-%dT%H:%M}"
    early = edit(admin, "schedule", publish_at=late, expires_on=f"{today + timedelta(days=2):%Y-%m-%d}")
    assert (early.status_code, re.findall(r'id="wrong-(\w+)"', early.text)) == (422, ["expires_on"])
    assert done(edit(admin, "save", expires_on=f"{today:%Y-%m-%d}")) == "saved"


# The article


def test_the_known_questions_that_are_shown_are_those_in_force(admin, scripted) -> None:
    publish(admin, asked_as="money back")
    publish(admin, asked_as="cash back")
    publish(admin, body="Within 30 days.", asked_as="refund please")
    assert "refund please" in questions(admin)
    publish(admin, body="Within 30 days.", asked_as="give it back")
    assert questions(admin) == ["give it back"]
    do(admin, "refunds/en/restore", version="1")
    assert questions(admin) == ["cash back"], "those that the revision had last"
    do(admin, "refunds/en/retire", reason="gone")
    assert questions(admin) == ["cash back"]
    assert "cash back" in admin.get(f"{ARTICLES}/refunds/en/edit").text


def questions(client: TestClient) -> list[str]:
    page = client.get(f"{ARTICLES}/refunds?lang=en").text
    listed = re.search(r'<ul class="kb-questions".*?</ul>', page)
    return re.findall("<li>([^<]+)</li>", listed[0]) if listed else []


def test_every_revision_can_be_put_in_force_again_however_many_there_are(admin, scripted) -> None:
    for number in range(33):
        publish_other(scripted, f"Text {number}.")
    page = admin.get(f"{ARTICLES}/refunds?lang=en").text
    offered = {int(version) for version in re.findall(r'name="version" value="(\d+)"', page)}
    assert offered == set(range(1, 33))
    assert "3 more" in page


def test_any_two_revisions_can_be_compared_and_an_old_one_put_in_force_again(admin, found) -> None:
    publish(admin, body="Within 14 days.")
    publish(admin, body="Within 30 days.", versions=">=5.0", reason="new terms")
    page = admin.get(f"{ARTICLES}/refunds/compare?language=en&before=2&after=1").text
    assert "<del>Within 14 days.</del>" in page
    assert "<ins>Within 30 days.</ins>" in page
    assert "<del>*</del> → <ins>&gt;=5.0</ins>" in page
    assert admin.get(f"{ARTICLES}/refunds/compare?language=en&before=1&after=9").status_code == 404
    assert done(do(admin, "refunds/en/restore", version="1", reason="a slip")) == "restored"
    assert found("refunds") == ["Within 14 days."]
    page = admin.get(f"{ARTICLES}/refunds?lang=en").text
    assert "Restored an old text" in page
    assert "a slip" in page
    assert do(admin, "refunds/en/restore", version="9").status_code == 404


def test_a_retired_article_is_found_by_nobody_and_can_be_restored(admin, found) -> None:
    publish(admin)
    assert done(do(admin, "refunds/en/retire", reason="no more refunds")) == "retired"
    assert found("refunds") == []
    assert titles(admin.get("/console/knowledge?state=retired").text) == ["Refunds"]
    page = admin.get(f"{ARTICLES}/refunds?lang=en").text
    assert "This is its last text" in page
    assert "no more refunds" in page
    assert do(admin, "refunds/en/retire").status_code == 404
    assert done(do(admin, "refunds/en/restore", version="1")) == "restored"
    assert found("refunds") == ["Within 14 days."]


def test_a_translation_is_stale_until_it_follows_or_is_confirmed(admin) -> None:
    publish(admin, language="en")
    publish(admin, language="zh", title="退款", body="十四天内。")
    assert "Translation out of date" not in admin.get("/console/knowledge").text
    publish(admin, language="en", body="Within 30 days.")
    assert titles(admin.get("/console/knowledge?state=stale").text) == ["Refunds"]
    page = admin.get(f"{ARTICLES}/refunds?lang=zh").text
    assert "went from version 1 to 2" in page
    assert "<ins>Within 30 days.</ins>" in page
    assert "Within 30 days." in admin.get(f"{ARTICLES}/refunds/zh/edit").text, "the original stands beside"
    assert done(do(admin, "refunds/zh/confirm")) == "confirmed"
    assert titles(admin.get("/console/knowledge?state=stale").text) == []


@pytest.mark.parametrize(("reader", "words"), [("en", "Make this the original"), ("zh", "设为原文")])
def test_a_translation_can_be_made_the_original(admin, reader: str, words: str) -> None:
    publish(admin, language="en")
    publish(admin, language="zh", title="退款", body="十四天内。")
    publish(admin, language="en", body="Within 30 days.")
    assert titles(admin.get("/console/knowledge?state=stale").text) == ["Refunds"]
    assert admin.post("/console/language", data={"csrf": csrf(admin), "language": reader}).status_code == 303
    assert words not in admin.get(f"{ARTICLES}/refunds?lang=en").text
    assert words in admin.get(f"{ARTICLES}/refunds?lang=zh").text
    assert done(do(admin, "refunds/zh/original")) == "original"
    assert titles(admin.get("/console/knowledge?state=stale").text) == []
    assert words in admin.get(f"{ARTICLES}/refunds?lang=en").text
    publish(admin, language="zh", title="退款", body="三十天内。")
    assert "三十天内。" in admin.get(f"{ARTICLES}/refunds/en/edit").text, "the original stands beside"


def test_what_is_not_in_force_cannot_be_made_the_original(admin) -> None:
    publish(admin, language="en")
    for path in ("refunds/zh/original", "refunds/fr/original", "never/en/original"):
        assert do(admin, path).status_code == 404
    assert done(do(admin, "refunds/en/original")) == "original"


def test_another_original_stands_in_the_history_and_makes_nothing_out_of_date(admin, scripted) -> None:
    publish(admin, language="en")
    publish(admin, language="zh", title="退款", body="十四天内。")
    publish(admin, language="en", body="Within 30 days.", versions=">=5.0")
    publish(admin, language="en", body="Within 60 days.", versions="*")
    assert titles(admin.get("/console/knowledge?state=stale").text) == ["Refunds"]
    publish_other(scripted, "Within 60 days.", original="zh")
    assert titles(admin.get("/console/knowledge?state=stale").text) == []
    for language in ("zh", "en"):
        page = admin.get(f"{ARTICLES}/refunds?lang={language}").text
        assert "<dt>Original</dt><dd><del>en</del> → <ins>zh</ins>" in page
        assert "since this was translated" not in page
    publish(admin, language="en", body="Within 90 days.")
    compared = admin.get(f"{ARTICLES}/refunds/compare?language=en&before=1&after=4").text
    assert "<dt>Original</dt><dd><del>en</del> → <ins>zh</ins>" in compared
    publish(admin, language="zh", title="退款", body="六十天内。")
    assert "went from version 1 to 2" in admin.get(f"{ARTICLES}/refunds?lang=en").text


@pytest.mark.parametrize(("original", "translation"), [("en", "zh"), ("zh", "en")])
def test_only_a_translation_in_force_is_out_of_date(admin, original: str, translation: str) -> None:
    texts = {"en": {"title": "Refunds"}, "zh": {"title": "退款"}}
    publish(admin, language=original, **texts[original])
    publish(admin, language=translation, **texts[translation])
    publish(admin, language=original, body="30", **texts[original])
    stale = "/console/knowledge?state=stale"
    assert len(titles(admin.get(stale).text)) == 1
    assert done(do(admin, f"refunds/{translation}/retire", reason="nobody reads it")) == "retired"
    assert titles(admin.get(stale).text) == []
    assert "Translation out of date" not in admin.get("/console/knowledge").text
    assert done(do(admin, f"refunds/{translation}/restore", version="1")) == "restored"
    assert len(titles(admin.get(stale).text)) == 1


def test_a_translation_of_the_old_original_is_out_of_date_from_the_first(admin) -> None:
    publish(admin, language="en")
    create_translation(admin)
    publish(admin, language="en", body="Within 30 days.")
    page = admin.get(f"{ARTICLES}/refunds/zh/edit").text
    assert "from version 1 to 2 since this draft was begun" in page
    assert "<ins>Within 30 days.</ins>" in page
    publish(admin, language="zh", title="退款", body="十四天内。")
    assert titles(admin.get("/console/knowledge?state=stale").text) == ["Refunds"]
    edit(admin, "save", language="zh", title="退款", body="三十天内。")
    publish(admin, language="zh", title="退款", body="三十天内。")
    assert titles(admin.get("/console/knowledge?state=stale").text) == []
    do(admin, "refunds/zh/restore", version="1")
    assert titles(admin.get("/console/knowledge?state=stale").text) == ["Refunds"]


def test_an_author_says_that_a_draft_follows_the_original_as_it_moved_on(admin) -> None:
    publish(admin, language="en")
    create_translation(admin)
    publish(admin, language="en", body="Within 30 days.")
    text = {"title": "退款", "body": "三十天内。"}
    assert done(edit(admin, "follow", language="zh", **text)) == "followed"
    assert 'id="behind"' not in admin.get(f"{ARTICLES}/refunds/zh/edit").text
    publish(admin, language="zh", **text)
    assert titles(admin.get("/console/knowledge?state=stale").text) == []


# Two languages before either is published


@pytest.mark.parametrize(("original", "translation"), [("en", "zh"), ("zh", "en")])
def test_a_translation_is_written_before_its_original_is_published_and_both_come_at_one_hour(
    admin, scripted, original: str, translation: str
) -> None:
    text = {"title": "退款", "body": "十四天内。"}
    create(admin, language=original, audience="owner", body="As it is <at> first.")
    page = admin.get(f"{ARTICLES}/refunds/{original}/edit").text
    beside = f"{ARTICLES}/refunds/{translation}/edit"
    assert f'href="{beside}"' in page
    form = admin.get(beside).text
    assert "As it is &lt;at&gt; first." in form and "The draft of the original" in form
    assert (field(form, "title"), field(form, "audience")) == ("", "owner"), "what both share is filled in"
    assert titles(admin.get("/console/knowledge").text) == ["Refunds"], "looking begins nothing"
    assert done(edit(admin, "save", language=translation, audience="owner", **text)) == "saved"
    hour = utc_now() + timedelta(hours=12)
    at = {"publish_at": f"{hour + timedelta(hours=8):%Y-%m-%dT%H:%M}", "audience": "owner"}
    assert done(edit(admin, "schedule", language=translation, **at, **text)) == "scheduled"
    assert done(edit(admin, "schedule", language=original, **at)) == "scheduled"
    assert scripted.service.sweeper.publish_due(hour) == 2
    for language, follows in ((original, None), (translation, 1)):
        with scripted.service.database.reading("demo") as session:
            edition = session.get_one(ArticleEdition, ("demo", "refunds", language))
            assert (edition.version, edition.follows) == (1, follows)
    publish(admin, language=original, audience="owner", body="Moved on.")
    assert len(titles(admin.get("/console/knowledge?state=stale").text)) == 1
    assert "went from version 1 to 2" in admin.get(f"{ARTICLES}/refunds?lang={translation}").text


def test_a_translation_that_is_published_first_follows_its_original_from_its_first_text(admin) -> None:
    text = {"title": "退款", "body": "十四天内。"}
    create(admin)
    edit(admin, "save", language="zh", **text)
    publish(admin, language="zh", **text)
    assert 'class="count">Original' in admin.get(f"{ARTICLES}/refunds?lang=zh").text
    publish(admin, language="en")
    assert titles(admin.get("/console/knowledge?state=stale").text) == []
    publish(admin, language="en", body="Within 30 days.")
    assert len(titles(admin.get("/console/knowledge?state=stale").text)) == 1


def test_a_translation_of_a_draft_that_moved_on_once_published_is_out_of_date(admin) -> None:
    text = {"title": "退款", "body": "十四天内。"}
    create(admin)
    edit(admin, "save", language="zh", **text)
    publish(admin, language="en")
    assert 'id="behind"' not in admin.get(f"{ARTICLES}/refunds/zh/edit").text
    publish(admin, language="en", body="Within 30 days.")
    assert "from version 1 to 2 since this draft was begun" in admin.get(f"{ARTICLES}/refunds/zh/edit").text
    publish(admin, language="zh", **text)
    assert len(titles(admin.get("/console/knowledge?state=stale").text)) == 1


def test_what_two_first_drafts_say_differently_is_told_and_undoes_nothing(client, scripted) -> None:
    sign_in(client, PUBLISHER)
    create(client)
    text = {"title": "退款", "body": "十四天内。"}
    edit(client, "save", language="zh", audience="agent", **text)
    page = client.get(f"{ARTICLES}/refunds/en/edit").text
    assert "The Chinese draft says otherwise" in page and "<ins>owner, admin</ins>" in page
    publish(client, language="zh", audience="agent", **text)
    clash = edit(client, "publish", language="en")
    assert clash.status_code == 409
    assert "Ada also changed" in clash.text or "changed these too" in clash.text
    assert client.get(f"/kb/{scripted.demo.site_key}/refunds").status_code == 404, "it stays internal"
    assert done(edit(client, "publish", language="en", audience="agent")) == "published"
    sign_in(client, AUTHOR)
    create(client, "seats", language="zh")
    edit(client, "save", "seats", "en", audience="agent")
    assert "中文草稿里下面这些写得不一样" in client.get(f"{ARTICLES}/seats/en/edit").text


def test_of_two_first_drafts_one_is_discarded_and_the_other_stays(admin) -> None:
    create(admin)
    edit(admin, "save", language="zh", title="退款")
    gone = edit(admin, "discard", language="en")
    assert "Discarded a draft" in admin.get(gone.headers["location"]).text
    assert admin.get(f"{ARTICLES}/refunds").headers["location"].endswith("/refunds/zh/edit")
    publish(admin, language="zh", title="退款")
    page = admin.get(f"{ARTICLES}/refunds").text
    assert re.search(r"Chinese <span class=\"count\">Original", page)


def test_feedback_stands_at_its_revision_with_reasons_and_comments(admin, scripted) -> None:
    publish(admin)
    with scripted.service.database.uow("demo") as session:
        for person, helpful in (("a", True), ("b", False), ("c", False)):
            rate(
                session, "demo", article="refunds", language="en", version=1, person=f"contact:{person}",
                helpful=helpful, reason=None if helpful else "wrong", comment=None if helpful else NASTY,
                now=NOW,
            )  # fmt: skip
    page = admin.get(f"{ARTICLES}/refunds?lang=en").text
    assert "wrong 2" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    votes = re.search(r'class="kb-votes">.*?</span></span>', admin.get("/console/knowledge").text)
    assert votes is not None
    assert re.findall(r"</span> (\d+)<", votes[0]) == ["1", "2"]


# Browsing


def test_articles_are_filtered_by_facets_states_and_words_with_counts(admin) -> None:
    publish(admin, "refunds", title="Refunds at 100%")
    publish(admin, "exports", title="Export data", module="board", error_type="how_to")
    publish(admin, "secrets", title="How we refund", audience="agent")
    create(admin, "drafted", title="A draft about exports")

    def shown(query: str) -> set[str]:
        return set(titles(admin.get(f"/console/knowledge?{query}").text))

    everything = {"Refunds at 100%", "Export data", "How we refund", "A draft about exports"}
    assert shown("") == everything
    assert shown("module=billing") == {"Refunds at 100%", "How we refund", "A draft about exports"}
    assert shown("module=board&error_type=how_to") == {"Export data"}
    assert shown("q=EXPORT") == {"Export data", "A draft about exports"}
    assert shown("q=100%25") == {"Refunds at 100%"}
    assert shown("q=refund+secrets") == {"How we refund"}
    assert shown("state=internal") == {"How we refund"}
    assert shown("state=draft") == {"A draft about exports"}
    assert shown("state=missing") == everything - {"A draft about exports"}
    assert shown("state=stale&module=nowhere") == set()
    page = admin.get("/console/knowledge?module=billing").text
    assert re.search(r"Boards</span> <span class=\"count\">1<", page)
    assert "No article fits" in admin.get("/console/knowledge?q=zzz").text


def test_a_tenant_without_articles_is_told_what_to_do(admin) -> None:
    assert "There are no articles yet" in admin.get("/console/knowledge").text
    assert admin.get("/console/knowledge?page=99&state=bogus").status_code == 200


# What customers asked in vain, and what agents solved


def ask_in_vain(scripted: Scripted, *texts: str, since: int = 0) -> None:
    embedder = HashingEmbedder()
    with scripted.service.database.uow("demo") as session:
        for number, text in enumerate(texts, since):
            keep_question(
                session, "demo", conversation=f"c_{number}", seq=1, language="en", text=text,
                vector=embedder.embed_queries([text])[0], embedder=embedder.name,
                now=NOW + timedelta(minutes=number),
            )  # fmt: skip


def gaps(client: TestClient) -> list[str]:
    return re.findall(r'data-gap="([^"]+)"', client.get("/console/knowledge/gaps").text)


def test_a_gap_becomes_an_article_and_is_settled_when_that_is_published(admin, scripted) -> None:
    ask_in_vain(scripted, "can I pay with bitcoin", "can I pay with bitcoin", "is there a dark mode")
    first, second = gaps(admin)
    assert "asked by 2" in admin.get("/console/knowledge/gaps").text
    assert "asked again in vain" not in admin.get("/console/knowledge/gaps").text
    page = admin.get(f"/console/knowledge/new?gap={first}").text
    assert field(page, "id") == "can-i-pay-with-bitcoin"
    create(admin, "bitcoin", title="Paying with bitcoin", asked_as="can I pay with bitcoin")
    assert gaps(admin) == [first, second], "a draft answers nobody"
    publish(admin, "bitcoin", asked_as="can I pay with bitcoin")
    assert gaps(admin) == [second]


def test_a_gap_says_how_often_it_was_asked_again_in_vain(admin, scripted) -> None:
    with scripted.service.database.uow("demo") as session:
        for seq in (1, 3):
            keep_question(
                session, "demo", conversation="c_1", seq=seq, language="en", text="is there a dark mode",
                vector=None, embedder=None, person="contact:qinglan", now=NOW + timedelta(minutes=seq),
            )  # fmt: skip
    page = admin.get("/console/knowledge/gaps").text
    assert "asked by 1" in page
    assert "asked again in vain within a day: 1" in page


def test_a_gap_can_be_dismissed(admin, scripted) -> None:
    ask_in_vain(scripted, "sing me a song")
    [gap] = gaps(admin)
    answer = admin.post("/console/knowledge/gaps/dismiss", data={"csrf": csrf(admin), "gap": gap})
    assert done(answer) == "dismissed"
    assert gaps(admin) == []
    assert "Nothing is unanswered" in admin.get("/console/knowledge/gaps").text


def test_what_is_asked_while_the_page_is_open_takes_nothing_from_its_buttons(admin, scripted) -> None:
    ask_in_vain(scripted, "is there a dark mode", "sing me a song")
    page = admin.get("/console/knowledge/gaps").text
    song, dark = re.findall(r'name="gap" value="([^"]+)"', page)
    ask_in_vain(scripted, "sing me a song", "is there a dark mode", since=2)
    assert len(gaps(admin)) == 2
    assert not set(gaps(admin)) & {song, dark}, "those who asked last stand first"
    opened = admin.get(f"/console/knowledge/new?gap={song}").text
    assert field(opened, "title") == "sing me a song"
    answer = admin.post("/console/knowledge/gaps/dismiss", data={"csrf": csrf(admin), "gap": dark})
    assert done(answer) == "dismissed"
    with scripted.service.database.reading("demo") as session:
        left = {one.key for gap in list_gaps(session, "demo") for one in gap.questions}
    assert left == {"c_1:1", "c_2:1", "c_3:1"}, "what was asked since is still open"


def test_all_questions_of_a_gap_are_dismissed_with_it(admin, scripted) -> None:
    ask_in_vain(scripted, *["sing me a song"] * 60, "is there a dark mode")
    shown = re.findall(r'name="gap" value="([^"]+)"', admin.get("/console/knowledge/gaps").text)
    assert [len(one.split()) for one in shown] == [60, 1]
    for keys in (shown[0], f"{shown[1]} nonsense c:x :9 c_9:9999999999 c\0:1"):
        admin.post("/console/knowledge/gaps/dismiss", data={"csrf": csrf(admin), "gap": keys})
    assert gaps(admin) == []


def test_a_solved_ticket_becomes_a_draft_without_whose_it_was(client, scripted) -> None:
    told = "my order export is empty, mail qinglan@example.com or call 13812345678"
    conversation = say(client, scripted, told, "person")
    sign_in(client, AUTHOR)
    act(client, conversation, "take-over")
    act(client, conversation, "messages", text="Hello Qinglan, 周宁 here: choose XLSX, then export again.")
    page = client.get("/console/tickets/1").text
    assert 'href="/console/knowledge/new?ticket=1"' in page
    form = client.get("/console/knowledge/new?ticket=1").text
    assert "choose XLSX, then export again." in form
    assert "my order export is empty" in form
    main = form.partition('id="article-form"')[2]
    for private in ("qinglan", "Qinglan", "周宁", "13812345678"):
        assert private not in main
    assert client.get("/console/knowledge/new?ticket=99").status_code == 404


def test_what_the_customer_wanted_is_the_drafts_question_however_many_lines_it_has(client, scripted) -> None:
    say(client, scripted, "Hi,\n\nmy order export is empty\nsince today", "person")
    sign_in(client, AUTHOR)
    form = client.get("/console/knowledge/new?ticket=1").text
    assert ">\nHi, my order export is empty since today</textarea>" in form
    assert "met with\n- Hi,\n\n  my order export is empty\n  since today\n- person\n" in form, (
        "as it was said"
    )


# Who may


def test_roles(client) -> None:
    sign_in(client, PUBLISHER)
    publish(client)
    sign_in(client, AUTHOR)
    edit(client, "save", body="By an agent.")
    for action in ("publish", "schedule", "return"):
        assert edit(client, action).status_code == 403
    for path in ("restore", "retire"):
        assert do(client, f"refunds/en/{path}", version="1").status_code == 403
    assert 'value="publish"' not in client.get(f"{ARTICLES}/refunds/en/edit").text
    for name in ("vera", "sam"):
        sign_in(client, f"{name}@lanyun.example")
        for path in ("", "/new", "/gaps", "/articles/refunds", "/articles/refunds/en/edit"):
            assert client.get(f"/console/knowledge{path}").status_code == 403
        assert 'id="to-knowledge"' not in client.get("/console").text
        assert create(client, "other").status_code == 403


def test_without_the_token_and_the_cookie_nothing_is_written(admin, scripted) -> None:
    publish(admin)
    assert create(admin, "other", csrf="guessed").status_code == 403
    assert edit(admin, "save", csrf="guessed").status_code == 403
    for path in ("en/restore", "en/retire", "en/confirm", "en/original"):
        assert do(admin, f"refunds/{path}", csrf="guessed", version="1").status_code == 403
    assert admin.post("/console/knowledge/preview", data={"body": "x"}).status_code == 403
    admin.cookies.clear()
    assert admin.get("/console/knowledge").status_code == 303
    with scripted.service.database.reading("demo") as session:
        assert session.scalars(select(ArticleEdition.version)).all() == [1]


def test_anothers_article_is_like_one_that_never_was(admin, client, scripted) -> None:
    publish(admin)
    create(admin, "drafted", title="A secret draft")
    with scripted.service.database.uow("other") as session:
        values: dict[str, Any] = {"name": "Eve", "role": "admin", "password": PASSWORD, "language": "en"}
        create_agent(session, email="eve@rival.example", now=NOW, **values)
    sign_in(client, "eve@rival.example", workspace="rival")
    assert titles(client.get("/console/knowledge").text) == []
    compared = "refunds/compare?language=en&before=1&after=1"
    for path in ("refunds", "refunds/en/edit", "drafted", "drafted/en/edit", compared):
        theirs = client.get(f"{ARTICLES}/{path}")
        nobodys = client.get(f"{ARTICLES}/{re.sub('refunds|drafted', 'never', path)}")
        assert (theirs.status_code, theirs.text) == (404, nobodys.text)
    form = FIELDS | {"csrf": csrf(client), "seen": "1", "version": "1"}
    for path in (
        "refunds/en/edit",
        "refunds/en/restore",
        "refunds/en/retire",
        "refunds/en/confirm",
        "refunds/en/original",
    ):
        assert client.post(f"{ARTICLES}/{path}", data=form).status_code == 404
    publish(client, "refunds", body="Ours.")
    sign_in(client, PUBLISHER)
    assert "Within 14 days." in client.get(f"{ARTICLES}/refunds?lang=en").text


# Safety


def test_markup_and_dangerous_links_stay_text_in_preview_and_page(admin) -> None:
    body = f"{NASTY}\n\n[click](javascript:alert(3)) [ok](https://lanyun.example)"
    form = {"csrf": csrf(admin), "body": body}
    publish(admin, body=body)
    for text in (
        admin.post("/console/knowledge/preview", data=form).text,
        admin.get(f"{ARTICLES}/refunds?lang=en").text,
        admin.get(f"{ARTICLES}/refunds/en/edit").text,
    ):
        assert "&lt;script&gt;alert(1)" in text
        assert 'href="https://lanyun.example"' in text
        assert "<script>alert" not in text
        assert 'href="javascript' not in text
        assert "<img src=x" not in text
    page = admin.get(f"{ARTICLES}/refunds/en/edit").text
    assert not re.search(r"\son\w+=[\"']|\sstyle=|<style", page)


@pytest.mark.parametrize("path", ["REFUNDS", "x" * 300, "..%2f", "refunds/fr/edit", "refunds/en/edit"])
def test_addresses_that_make_no_sense_are_pages_that_are_not_there(admin, path) -> None:
    assert admin.get(f"{ARTICLES}/{path}").status_code == 404


def test_in_chinese_the_pages_speak_chinese(client) -> None:
    sign_in(client, PUBLISHER)
    publish(client)
    sign_in(client, AUTHOR)
    page = client.get("/console/knowledge").text
    assert all(words in page for words in ("知识库", "缺中文", "账单与套餐", "没答上的问题"))
    assert "存草稿" in client.get(f"{ARTICLES}/refunds/en/edit").text
