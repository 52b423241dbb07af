from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from bot.clock import utc_now
from bot.tenants import TenantInfo
from bot.tokens import read_user_token
from bot.web.demo.routes import TOKEN_LIFE, widget_origin
from bot.web.demo.words import EN, ZH

MakeSite = Callable[..., TestClient]
PATHS = ["/demo", "/demo/token?customer=qinglan", "/demo/demo.css"]


@pytest.mark.parametrize("path", PATHS)
def test_without_demo_mode_there_is_no_demo_and_nobody_is_signed_in(make_site: MakeSite, path: str) -> None:
    assert make_site().get(path).status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_with_demo_mode_there_is(make_site: MakeSite, path: str) -> None:
    assert make_site(demo=True).get(path).status_code == 200


def test_the_token_is_one_that_the_widgets_session_takes(make_site: MakeSite, lanyun: TenantInfo) -> None:
    token = make_site(demo=True).get("/demo/token?customer=qinglan").json()["token"]
    assert read_user_token(token, lanyun, utc_now()).key == "qinglan"
    assert timedelta(minutes=15) < TOKEN_LIFE <= timedelta(days=1)


def test_a_customer_that_is_not_there_gets_no_token(make_site: MakeSite) -> None:
    assert make_site(demo=True).get("/demo/token?customer=nobody").status_code == 404


def test_the_page_takes_the_widget_from_another_origin_and_allows_no_other(make_site: MakeSite) -> None:
    answer = make_site(demo=True).get("/demo?lang=en")
    assert 'src="http://localhost:8000/widget.js" data-site-key="site_1" data-language="en"' in answer.text
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self' http://localhost:8000;" in policy
    assert "frame-src http://localhost:8000;" in policy
    assert "周若溪" in answer.text
    assert "lanyun-demo" in answer.text


@pytest.mark.parametrize(
    ("own", "widget"),
    [
        ("http://127.0.0.1:8000", "http://localhost:8000"),
        ("http://localhost", "http://127.0.0.1"),
        ("https://desk.example", "https://desk.example"),
    ],
)
def test_the_other_name_of_this_machine_is_the_other_origin(own: str, widget: str) -> None:
    assert widget_origin(own) == widget


def test_the_page_says_the_same_things_in_both_languages() -> None:
    assert ZH.texts.keys() == EN.texts.keys()
    assert [len(plan.points) for plan in ZH.plans] == [len(plan.points) for plan in EN.plans]
    assert [icon for icon, *_ in ZH.modules] == [icon for icon, *_ in EN.modules]


@pytest.mark.parametrize(("asked", "language"), [("zh-CN,zh;q=0.9", "zh-CN"), ("en-US,en;q=0.9", "en")])
def test_without_a_choice_the_browsers_language_counts(
    make_site: MakeSite, asked: str, language: str
) -> None:
    page = make_site(demo=True).get("/demo", headers={"Accept-Language": asked}).text
    assert f'<html lang="{language}">' in page
