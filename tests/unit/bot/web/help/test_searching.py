import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bot.clock import utc_now
from bot.errors import NotReady
from bot.web.help import routes, unanswered
from bot.web.help.unanswered import PER_READER, Searched, keep_search
from kb_index.gaps import list_gaps
from kb_index.models import UnansweredQuestion
from kb_index.retriever import Retriever
from kb_index.types import SearchHit, SearchResult
from kb_index.worth_showing import weigh_hits
from tests.unit.bot.web.help.conftest import EMBEDDER, Centre, article


def _hits(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/kb/site_1/([a-z]+)\?', page)


def test_a_hit_names_title_passage_and_module_and_leads_to_the_place(centre: Centre) -> None:
    page = centre.get("/search?lang=en&q=how+to+ask+for+refunds")
    assert _hits(page)[0] == "refunds"
    assert 'href="/kb/site_1/refunds?lang=en#s-how-to-ask"' in page
    assert "<p>Write to us.</p>" in page
    assert "Billing and plans" in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_hit_in_the_other_language_only_is_marked(centre: Centre) -> None:
    page = centre.get("/search?lang=zh&q=trials")
    assert 'lang="en">Trials</a> <span class="tag" lang="en">English</span>' in page


@pytest.mark.parametrize(
    ("query", "reader", "read_as"),
    [
        ("怎么退款", "en", "zh"),
        ("how to ask for refunds", "zh", "en"),
        ("E5040", "zh", "zh"),
        ("E5040", "en", "en"),
    ],
)
def test_a_question_is_read_in_its_own_language_and_what_has_none_in_the_readers(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, query: str, reader: str, read_as: str
) -> None:
    languages: list[str] = []
    search = Retriever.search

    def listen(self: Retriever, *args: object, language: str, **more: object) -> SearchResult:
        languages.append(language)
        return search(self, *args, language=language, **more)

    monkeypatch.setattr(Retriever, "search", listen)
    centre.get(f"/search?lang={reader}&q={query}")
    assert languages == [read_as]


def test_what_is_found_is_shown_in_the_readers_language_whatever_the_questions(centre: Centre) -> None:
    page = centre.get("/search?lang=en&q=怎么退款")
    assert _hits(page)[0] == "refunds"
    found = page[page.index("<h2>") :]
    assert not re.search("[\u4e00-\u9fff]", found[: found.index("</li>")])


def test_what_was_asked_stays_in_the_box_as_text(centre: Centre) -> None:
    page = centre.get('/search?lang=en&q="><script>alert(1)</script>')
    assert 'value="&#34;&gt;&lt;script&gt;' in page
    assert "<script" not in page


def test_a_search_that_finds_nothing_says_what_to_try_and_whom_to_ask(centre: Centre) -> None:
    page = centre.get("/search?lang=en&q=pizza+recipe")
    assert _hits(page) == []
    assert "None of our articles is about “pizza recipe”." in page
    assert 'href="/widget/frame?site_key=site_1"' in page
    assert 'href="/kb/site_1?lang=en#topics"' in page


@pytest.mark.parametrize("query", ["", "q=", "q=%20%20"])
def test_an_empty_search_asks_for_words(centre: Centre, query: str) -> None:
    assert "Type a question, a feature or an error code." in centre.get(f"/search?lang=en&{query}")


@pytest.mark.parametrize("query", ["？！", "%00", "🙂", "\ufeff", "%ff%fe", "%ED%A0%80"])
def test_a_search_without_words_is_no_error(centre: Centre, query: str) -> None:
    assert _hits(centre.get(f"/search?lang=zh&q={query}")) == []


def test_an_endless_question_is_cut_and_says_so(centre: Centre) -> None:
    page = centre.get("/search?lang=en&q=refunds+" + "x" * 5000)
    assert "only the first 200 characters were searched" in page
    assert "x" * 201 not in page


def test_the_readers_product_version_leaves_out_articles_for_others(centre: Centre) -> None:
    assert _hits(centre.get("/search?lang=en&q=E5040")) == ["webhooks"]
    old = centre.get("/search?lang=en&q=E5040&version=4.8")
    assert _hits(old) == []
    assert "The same search without the product version" in old


def test_a_version_that_is_none_is_told_and_not_obeyed(centre: Centre) -> None:
    page = centre.get("/search?lang=en&q=E5040&version=newest")
    assert _hits(page) == ["webhooks"]
    assert "“newest” is no version we can read" in page


def test_who_searches_too_fast_is_told_when_to_go_on(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine so many searches take seconds, in which the reader may search again.
    monkeypatch.setattr(routes, "time", SimpleNamespace(monotonic=lambda: 100.0))
    answers = [centre.site.get("/kb/site_1/search?lang=en&q=refunds") for _ in range(31)]
    assert [one.status_code for one in answers[:30]] == [200] * 30
    assert answers[30].status_code == 429
    assert "That was too fast" in answers[30].text
    assert int(answers[30].headers["retry-after"]) >= 1
    assert centre.site.get("/kb/site_1/refunds?lang=en").status_code == 200


def test_while_the_articles_are_loading_there_is_a_page_that_says_so(centre: Centre) -> None:
    def of(tenant_id: str) -> None:
        raise NotReady("the articles are still loading")

    centre.service.knowledge = SimpleNamespace(of=of)
    answer = centre.site.get("/kb/site_1/search?lang=en&q=refunds")
    assert answer.status_code == 503
    assert "Not available right now" in answer.text
    assert "retry-after" in answer.headers
    assert centre.site.get("/kb/site_1?lang=en").status_code == 200


@pytest.mark.parametrize(("language", "told"), [("zh", "暂时用不了"), ("en", "Not available right now")])
def test_articles_that_cannot_be_searched_are_not_said_to_be_none(
    centre: Centre, language: str, told: str
) -> None:
    lacking = Retriever(None, lacks="they were embedded by another encoder")
    centre.service.knowledge = SimpleNamespace(of=lambda tenant_id: lacking)
    answer = centre.site.get(f"/kb/site_1/search?lang={language}&q=refunds")
    assert answer.status_code == 503
    assert told in answer.text
    assert "retry-after" in answer.headers


def test_before_the_encoder_is_there_words_are_searched(centre: Centre) -> None:
    centre.service.embed = lambda text: None
    assert _hits(centre.get("/search?lang=en&q=E5040"))[0] == "webhooks"


def test_an_article_retired_since_the_index_was_loaded_is_left_out(centre: Centre) -> None:
    centre.write(article("seats.en", "Seats", "Add seats."))
    assert "seats" in _hits(centre.get("/search?lang=en&q=seats"))
    centre.retire("seats", "en")
    assert "seats" not in _hits(centre.get("/search?lang=en&q=seats"))


def test_hits_that_only_happen_to_share_a_word_are_left_out() -> None:
    def verdict(confident: bool, *scores: float) -> tuple[str, list[float]]:
        hits = tuple(SearchHit("a", "A", "en", 1, score, "p") for score in scores)
        found, kept = weigh_hits(SearchResult(hits, confident, ""))
        return found, [hit.score for hit in kept]

    assert verdict(True, 20.0, 6.0, 5.9) == ("found", [20.0, 6.0])
    assert verdict(False, 10.0, 7.5) == ("near", [10.0])
    assert verdict(False, 7.5) == verdict(False) == ("nothing", [])


def _kept(centre: Centre) -> list[UnansweredQuestion]:
    with centre.database.reading("demo") as session:
        return list(session.scalars(select(UnansweredQuestion)))


def test_what_was_searched_for_in_vain_is_kept_for_the_authors_once_and_masked(centre: Centre) -> None:
    for _ in range(3):
        centre.get("/search?lang=en&q=pizza+for+jo@firm.example")
    centre.get("/search?lang=en&q=how+to+ask+for+refunds")
    centre.get("/search?lang=en&q=%EF%BC%9F%EF%BC%81")
    [one] = _kept(centre)
    assert one.text.startswith("pizza for ")
    assert "jo@firm" not in one.text
    assert (one.language, one.state) == ("en", "open")
    assert one.vector
    with centre.database.reading("demo") as session:
        [gap] = list_gaps(session, "demo")
    assert gap.questions[0].searched
    assert gap.people == 1
    with centre.database.reading("other") as session:
        assert list_gaps(session, "other") == []


def test_nothing_is_kept_while_nothing_could_be_searched(centre: Centre) -> None:
    """Another encoder embedded what is there; without articles a search is in vain all the same."""
    lacking = Retriever(None, lacks="embedded by another")
    for retriever, status, kept in ((lacking, 503, 0), (Retriever(None), 200, 1)):
        centre.service.knowledge = SimpleNamespace(of=lambda _, held=retriever: held)
        assert centre.site.get("/kb/site_1/search?lang=en&q=refunds").status_code == status
        assert len(_kept(centre)) == kept


def test_what_is_searched_for_before_there_is_an_article_keeps_its_meaning(
    make_centre: Callable[..., Centre],
) -> None:
    centre = make_centre()
    centre.get("/search?lang=en&q=pizza+for+two")
    [one] = _kept(centre)
    assert (bool(one.vector), one.embedder) == (True, EMBEDDER.name)


def test_neither_one_visitor_nor_a_crowd_fills_the_authors_list(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(PER_READER + 3):
        centre.get(f"/search?lang=zh&q=披萨{'啊' * number}")
    assert len(_kept(centre)) == PER_READER
    monkeypatch.setattr(unanswered, "PER_DAY", PER_READER + 2)
    for number in range(4):
        with centre.database.uow("demo") as session:
            asked = Searched(f"pizza number {'x' * number}", None)
            keep_search(session, asked, address=f"10.0.0.{number}", secret=b"s", now=utc_now())
    assert len(_kept(centre)) == PER_READER + 2


def test_a_page_that_is_fetched_ahead_asks_nothing(centre: Centre) -> None:
    centre.get("/search?lang=en&q=pizza", headers={"Sec-Purpose": "prefetch"})
    assert _kept(centre) == []
