import re
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select

from bot.web.help.reader_cookie import COOKIE
from bot.web.help.words import say
from dialogs.wording import load_responses
from kb_index.feedback import REASONS
from kb_index.models import ArticleFeedback
from nlu.types import Language
from tests.unit.bot.web.help.conftest import Centre

PATH = "/kb/site_1/refunds/rating?lang=zh"


def _rate(centre: Centre, path: str = PATH, headers: dict[str, str] | None = None, **form: Any) -> Response:
    return centre.site.post(path, data={"version": 2, "helpful": "yes", **form}, headers=headers)


def _told(centre: Centre, kind: str = "rating") -> list[ArticleFeedback]:
    with centre.database.reading("demo") as session:
        return list(session.scalars(select(ArticleFeedback).where(ArticleFeedback.kind == kind)))


def test_a_rating_is_kept_with_its_revision_and_the_reader_comes_back_to_thanks(centre: Centre) -> None:
    answer = _rate(centre)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/kb/site_1/refunds?lang=zh&thanks=yes#helpful"
    [told] = _told(centre)
    assert (told.article_id, told.language, told.version, told.value) == ("refunds", "zh", 2, 1)
    page = centre.get("/refunds?lang=zh&thanks=yes")
    assert "谢谢你的反馈！" in page
    assert "这篇文章有帮助吗？" not in page


def test_whoever_was_not_helped_is_asked_why_and_their_last_word_counts(centre: Centre) -> None:
    assert "thanks=no#" in _rate(centre, helpful="no").headers["location"]
    form = centre.get("/refunds?lang=zh&thanks=no")
    assert tuple(re.findall(r'type="radio" name="reason" value="(\w+)"> [^<]+<', form)) == REASONS
    answer = _rate(centre, helpful="no", reason="outdated", comment="  30\0 天了 ")
    assert "thanks=more#" in answer.headers["location"]
    [told] = _told(centre)
    assert (told.value, told.reason, told.comment) == (-1, "outdated", "30 天了")


def test_a_readers_id_is_for_this_help_centre_only_and_out_of_scripts_reach(centre: Centre) -> None:
    answer = _rate(centre)
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Path=/kb/site_1"):
        assert part in cookie
    assert "Secure" not in cookie
    assert "no-store" in answer.headers["cache-control"]
    identifier = re.search(f"{COOKIE}=([^;]+)", cookie)
    assert identifier is not None
    assert [told.person for told in _told(centre)] == [f"visitor:{identifier[1]}"]


def test_an_id_that_we_did_not_make_is_replaced(centre: Centre) -> None:
    centre.site.cookies.set(COOKIE, "v_everybody")
    _rate(centre)
    assert "everybody" not in _told(centre)[0].person


def test_a_foreign_page_cannot_rate_for_its_readers(centre: Centre) -> None:
    answer = _rate(centre, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert _told(centre) == []
    assert _rate(centre, headers={"Origin": "http://127.0.0.1:8000"}).status_code == 303


@pytest.mark.parametrize(
    "form",
    [{"helpful": "maybe"}, {"version": "newest"}, {"version": 0}, {"helpful": ""}],
)
def test_a_form_that_is_not_ours_is_refused_with_a_page(centre: Centre, form: dict[str, Any]) -> None:
    answer = _rate(centre, **form)
    assert answer.status_code == 422
    assert "回到帮助中心首页" in answer.text
    assert _told(centre) == []


def test_a_revision_that_does_not_exist_yet_is_taken_as_the_newest(centre: Centre) -> None:
    _rate(centre, version=99)
    assert [told.version for told in _told(centre)] == [2]


def test_an_endless_comment_is_cut(centre: Centre) -> None:
    _rate(centre, helpful="no", comment="长" * 2000)
    assert _told(centre)[0].comment == "长" * 1000


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/kb/site_1/escalate/rating?lang=en", 404),
        ("/kb/site_1/never-was/rating?lang=en", 404),
        ("/kb/site_2/refunds/rating?lang=zh", 404),
    ],
)
def test_what_readers_cannot_see_they_cannot_rate(centre: Centre, path: str, status: int) -> None:
    assert _rate(centre, path).status_code == status


def test_who_rates_too_fast_is_stopped(centre: Centre) -> None:
    assert {_rate(centre).status_code for _ in range(31)} == {303, 429}


def test_following_the_link_of_an_answer_is_noted_once_a_reader(centre: Centre) -> None:
    for _ in range(2):
        answer = centre.site.get("/kb/site_1/refunds?lang=zh&answer=a1")
        assert answer.status_code == 200
        assert "no-store" in answer.headers["cache-control"]
    [told] = _told(centre, "opened")
    assert (told.article_id, told.version, told.answer_id) == ("refunds", 2, "a1")
    assert "answer=a1" not in answer.text


def test_a_link_that_names_no_answer_leads_to_the_article_all_the_same(centre: Centre) -> None:
    assert centre.site.get(f"/kb/site_1/refunds?lang=zh&answer={'x' * 99}").status_code == 200
    assert _told(centre, "opened") == []


def test_a_page_fetched_ahead_was_not_opened(centre: Centre) -> None:
    centre.site.get("/kb/site_1/refunds?lang=zh&answer=a1", headers={"Sec-Purpose": "prefetch"})
    assert _told(centre, "opened") == []


def test_who_opens_too_many_reads_on_uncounted(centre: Centre) -> None:
    pages = [centre.site.get(f"/kb/site_1/refunds?lang=zh&answer=a{n}") for n in range(35)]
    assert {page.status_code for page in pages} == {200}


def test_the_reasons_read_the_same_here_and_in_the_chat() -> None:
    responses = load_responses()
    for reason in REASONS:
        for language in Language:
            assert responses.term("why_unhelpful", reason, language) == say(language.value, reason)
