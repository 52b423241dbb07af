import html
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.web import widget
from bot.web.policy import page_headers

MakeSite = Callable[..., TestClient]


def _policy(header: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in header.split(";"))}


def test_only_the_tenants_own_pages_may_frame_the_chat(make_site: MakeSite) -> None:
    answer = make_site().get("/widget/frame?site_key=site_1")
    policy = _policy(answer.headers["content-security-policy"])
    assert policy["frame-ancestors"] == ["http://127.0.0.1:8000", "https://lanyun.example"]
    assert policy["script-src"] == policy["default-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'", "ws://127.0.0.1:8000"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_the_frame_listens_to_the_same_pages_and_escapes_the_tenants_name(make_site: MakeSite) -> None:
    page = make_site().get("/widget/frame?site_key=site_1").text
    hosts = re.search(r'data-hosts="([^"]*)"', page)
    assert hosts is not None
    assert json.loads(html.unescape(hosts[1])) == ["http://127.0.0.1:8000", "https://lanyun.example"]
    assert "蓝云 &lt;Lanyun&gt;" in page
    assert "<Lanyun>" not in page


def test_behind_a_proxy_the_public_address_counts(make_site: MakeSite) -> None:
    answer = make_site(public_url="https://desk.example").get("/widget/frame?site_key=site_2")
    policy = _policy(answer.headers["content-security-policy"])
    assert policy["connect-src"] == ["'self'", "wss://desk.example"]
    assert policy["frame-ancestors"] == ["https://desk.example"]


def test_a_site_key_that_nobody_has_is_not_found(make_site: MakeSite) -> None:
    answer = make_site().get("/widget/frame?site_key=nobodys")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_the_frames_files_are_all_there_and_kept_for_ever(make_site: MakeSite) -> None:
    site = make_site()
    page = site.get("/widget/frame?site_key=site_1").text
    files = re.findall(r'(?:src|href)="(/widget/[^"]+)"', page)
    assert len(files) == 2
    seen: set[str] = set()
    while files:
        answer = site.get(file := files.pop())
        assert answer.status_code == 200, file
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-encoding"] == "gzip"
        seen.add(file)
        imported = re.findall(r'(?:from |import\()"\./(\w+\.js)"', answer.text)
        files += [path for name in imported if (path := f"{file.rpartition('/')[0]}/{name}") not in seen]
    scripts = {script.name for script in Path(widget.__file__).parent.glob("static/*.js")}
    assert {file.rpartition("/")[2] for file in seen} == scripts - {"loader.js"} | {"frame.css"}


def test_a_file_of_an_older_edition_is_answered_but_not_kept(make_site: MakeSite) -> None:
    answer = make_site().get("/widget/000000000000/main.js")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


def test_the_loader_is_asked_for_again_and_answered_with_304(make_site: MakeSite) -> None:
    site = make_site()
    first = site.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert first.headers["content-type"].startswith("text/javascript")
    assert "content-encoding" not in first.headers
    assert site.get("/widget.js", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("name", ["../routes.py", "%2e%2e%2froutes.py", "nothing.js", "frame.html"])
def test_nothing_else_is_served(make_site: MakeSite, name: str) -> None:
    assert make_site().get(f"/widget/000000000000/{name}").status_code == 404


def test_an_origin_that_is_none_never_reaches_the_header() -> None:
    hostile = [
        "https://a.example; script-src *",
        "https://a.example/path",
        "javascript:",
        "*",
        "https://b.example",
    ]
    policy = _policy(page_headers(embedders=hostile)["Content-Security-Policy"])
    assert policy["frame-ancestors"] == ["https://b.example"]
