"""Pictures in the authors' pages, over both databases: taken in, shown with every revision, and refused."""

import re

import pytest
from httpx import Response
from starlette.testclient import TestClient

from kb_index.pictures import MOST_BYTES
from tests.integration.test_console import csrf, sign_in
from tests.integration.test_knowledge_console import (
    ARTICLES,
    AUTHOR,
    PUBLISHER,
    admin,
    client,
    create,
    done,
    edit,
    publish,
    scripted,
    shelf,
)
from tests.picture_files import GIF, SVG, png

__all__ = ["admin", "client", "scripted", "shelf"]

PLACE = "/console/knowledge/pictures"


def send(browser: TestClient, content: bytes, name: str = "menu.png", **form: str) -> Response:
    data = {"csrf": csrf(browser)} | form
    return browser.post(PLACE, data=data, files={"file": (name, content, "image/svg+xml")})


def address(browser: TestClient, content: bytes, name: str = "menu.png") -> str:
    answer = send(browser, content, name)
    assert answer.status_code == 201, answer.text
    told: str = answer.json()["address"]
    return told


def test_a_picture_that_an_author_put_in_is_shown_to_them_and_once_published_to_all(client, scripted) -> None:
    sign_in(client, AUTHOR)
    picture = address(client, png())
    assert picture == address(client, png(), "again.png"), "the same bytes are one picture"
    name = picture.removeprefix("pictures/")
    body = f"Open it:\n\n![the menu]({picture})"
    preview = client.post("/console/knowledge/preview", data={"csrf": csrf(client), "body": body}).text
    assert f'<img src="{PLACE}/{name}" alt="the menu" width="640" height="480"' in preview
    shown = client.get(f"{PLACE}/{name}")
    assert (shown.content, shown.headers["content-type"]) == (png(), "image/png")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"].startswith("sandbox")
    assert done(create(client, body=body)) == "saved"
    public = f"/kb/{scripted.demo.site_key}/{picture}"
    assert client.get(public).status_code == 404, "a draft is seen by nobody outside"
    sign_in(client, PUBLISHER)
    assert done(edit(client, "publish", body=body)) == "published"
    client.cookies.clear()
    assert client.get(public).content == png()
    assert f'<img src="{picture}"' in client.get(f"/kb/{scripted.demo.site_key}/refunds?lang=en").text


def test_an_old_revision_still_shows_its_pictures(admin) -> None:
    first, second = address(admin, png()), address(admin, GIF, "menu.gif")
    publish(admin, body=f"![the menu]({first})")
    publish(admin, body=f"![the menu]({second})")
    page = admin.get(f"{ARTICLES}/refunds?lang=en").text
    assert second in page and first not in page
    [link] = set(
        re.findall(rf'href="({ARTICLES}/refunds\?lang=en&amp;version=1)"', page.replace("&v", "&amp;v"))
    )
    old = admin.get(link.replace("&amp;", "&")).text
    assert first in old and second not in old
    assert "This is version 1 as it was." in old
    assert admin.get(f"/console/knowledge/{first}").content == png()
    for version, status in (("3", 404), ("0", 422), ("x", 422)):
        assert admin.get(f"{ARTICLES}/refunds?lang=en&version={version}").status_code == status


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (SVG, "Only PNG, JPEG, GIF and WebP pictures are taken"),
        (b"<script>alert(1)</script>", "Only PNG, JPEG, GIF and WebP pictures are taken"),
        (b"", "The file is empty."),
        (png(9, 9) + bytes(MOST_BYTES), "larger than 5 MB"),
    ],
)
def test_what_is_not_taken_is_told_in_the_authors_language(client, content: bytes, told: str) -> None:
    sign_in(client, PUBLISHER)
    answer = send(client, content)
    assert (answer.status_code, told in answer.json()["problem"]) == (422, True)
    sign_in(client, AUTHOR)
    assert re.search("[一-鿿]", send(client, content).json()["problem"])


def test_what_is_far_too_large_is_not_even_read(admin) -> None:
    assert send(admin, bytes(7_000_000)).status_code == 413


def test_a_draft_whose_picture_has_no_words_is_told_so_and_kept_in_the_form(admin) -> None:
    picture = address(admin, png())
    answer = create(admin, body=f"![]({picture})")
    assert answer.status_code == 422
    assert "A picture has no words" in answer.text
    assert f"![]({picture})" in answer.text


@pytest.mark.parametrize("role", ["vera", "sam"])
def test_who_has_no_part_in_the_articles_neither_puts_pictures_in_nor_sees_them(client, role: str) -> None:
    sign_in(client, PUBLISHER)
    picture = address(client, png())
    assert send(client, png(), csrf="of another session").status_code == 403
    sign_in(client, f"{role}@lanyun.example")
    assert send(client, png()).status_code == 403
    assert client.get(f"/console/knowledge/{picture}").status_code == 403
    client.cookies.clear()
    assert client.get(f"/console/knowledge/{picture}").status_code == 303, "to the door"


def test_another_tenants_picture_is_like_none(client) -> None:
    sign_in(client, PUBLISHER)
    picture = address(client, png())
    client.cookies.clear()
    sign_in(client, "ning@lanyun.example", workspace="rival")
    assert client.get("/console").status_code == 200
    assert client.get(f"/console/knowledge/{picture}").status_code == 404
    assert client.get("/console/knowledge/pictures/menu.png").status_code == 404
