"""Pictures of articles: told by their bytes, named by what is in them, public where an article shows them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index import picture_store
from kb_index.draft_text import DraftText, Problem, check_draft
from kb_index.drafts import restore
from kb_index.embedder import HashingEmbedder
from kb_index.errors import PictureRejected
from kb_index.facets import Facets
from kb_index.history import By
from kb_index.models import ArticlePicture, ArticlePictureUse
from kb_index.picture_store import find_picture, is_public, keep_picture
from kb_index.pictures import check_picture, drawn_size, find_name, lacks_words, names_in
from tests.picture_files import GIF, JPEG_HEAD, SVG, WEBP_EXTENDED, WEBP_LOSSLESS, WEBP_LOSSY, png

TENANT = "lanyun"
BY = By("ning@lanyun.example", "", datetime(2026, 5, 12, 7, 0, tzinfo=UTC))
MENU = check_picture(png(), "The menu.png").picture.name


@pytest.mark.parametrize(
    ("content", "called", "extension", "size"),
    [
        (png(640, 480), "a.png", "png", (640, 480)),
        (png(640, 480), "photo.jpg", "png", (640, 480)),
        (GIF, "a.gif", "gif", (3, 2)),
        (JPEG_HEAD, "a.jpeg", "jpg", (3, 2)),
        (WEBP_LOSSY, "a.webp", "webp", (3, 2)),
        (WEBP_LOSSLESS, "a.webp", "webp", (3, 2)),
        (WEBP_EXTENDED, "a.webp", "webp", (3, 2)),
    ],
)
def test_kind_and_size_are_what_the_bytes_say(
    content: bytes, called: str, extension: str, size: tuple[int, int]
) -> None:
    picture = check_picture(content, called).picture
    assert (picture.kind.extension, picture.width, picture.height) == (extension, *size)
    assert picture.name.endswith(f".{extension}")
    assert drawn_size(picture.name) == size


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (SVG, "not_a_picture"),
        (b"<!doctype html><script>alert(1)</script>", "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "not_a_picture"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "not_a_picture"),
        (b"RIFF\x24\x00\x00\x00WEBP<script>alert(1)</script>", "not_a_picture"),
        (b"GIF89a\x00\x00\x00\x00", "not_a_picture"),
        (png(9, 9)[:20], "not_a_picture"),
        (b"BM" + bytes(60), "not_a_picture"),
        (png(9, 9) + bytes(5 * 1024 * 1024), "too_large"),
        (png(1, 1)[:16] + b"\x00\x01\x00\x00" * 2 + png(1, 1)[24:], "too_many_pixels"),
    ],
)
def test_what_is_no_picture_to_be_shown_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(PictureRejected, match=r"x\.png") as refused:
        check_picture(content, "x.png")
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("called", "stem"),
    [
        ("The Menu (2).png", "the-menu-2"),
        ("截图.png", "picture"),
        ("../../etc/passwd.png", "etc-passwd"),
        ("", "picture"),
        ("x" * 300 + ".png", "x" * 50),
    ],
)
def test_a_name_says_what_is_in_the_picture(called: str, stem: str) -> None:
    picture = check_picture(png(3, 2), called).picture
    assert picture.name == f"{stem}-{picture.sha256[:16]}-3x2.png"
    assert find_name(f"pictures/{picture.name}") == find_name(f"./pictures/{picture.name}") == picture.name


def test_an_exported_picture_keeps_its_name_and_what_only_looks_like_one_does_not() -> None:
    assert check_picture(png(), MENU).picture.name == MENU
    other = check_picture(png(640, 480, shade=9), MENU).picture.name
    assert other not in (MENU, "") and other.startswith("the-menu-")


@pytest.mark.parametrize(
    "address",
    [
        f"https://evil.example/pictures/{MENU}",
        f"../pictures/{MENU}",
        f"/pictures/{MENU}",
        f"pictures/{MENU}/..",
        f"pictures/x/{MENU}",
        f"pictures/{MENU}?x",
        "pictures/menu.png",
        f"pictures/{MENU}".replace(".png", ".svg"),
    ],
)
def test_other_addresses_lead_to_none_of_ours(address: str) -> None:
    assert find_name(address) is None


def test_a_texts_pictures_are_found_wherever_it_shows_them() -> None:
    body = (
        f"![a](pictures/{MENU})\n\n[![b](./pictures/{MENU})](x) and ![c](https://x.example/pictures/{MENU})."
    )
    assert names_in(body) == (MENU,)
    assert names_in("![a](pictures/menu.png)") == ()


@pytest.mark.parametrize(
    ("body", "lacks"),
    [
        (f"![](pictures/{MENU})", True),
        (f"![ ](./pictures/{MENU} 'title')", True),
        (f"![the menu](pictures/{MENU})", False),
        ("![](https://x.example/a.png)", False),
    ],
)
def test_a_picture_has_to_be_said_in_words_too(body: str, lacks: bool) -> None:
    assert lacks_words(body) is lacks
    text = DraftText("Menu", body, Facets("billing", "how_to", "steps", "*", ("owner",)))
    assert check_draft("menu", "en", text) == ([("body", Problem.wordless_picture)] if lacks else [])


def test_the_same_bytes_are_kept_once_and_another_tenant_has_their_own(session: Session) -> None:
    first = keep_picture(session, TENANT, check_picture(png(), "a.png"), BY)
    assert keep_picture(session, TENANT, check_picture(png(), "b.png"), BY) == first
    assert keep_picture(session, "other", check_picture(png(), "b.png"), BY) != first
    assert find_picture(session, "other", first) is None
    kept = find_picture(session, TENANT, first)
    assert kept is not None
    assert (kept.content, kept.media_type, kept.author) == (png(), "image/png", BY.author)
    assert len(session.scalars(select(ArticlePicture)).all()) == 2


def test_a_tenant_that_has_its_share_gets_no_more(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_store, "MOST_OF_A_TENANT", len(png()) + 1)
    first = keep_picture(session, TENANT, check_picture(png(), "a.png"), BY)
    with pytest.raises(PictureRejected, match="of a tenant") as refused:
        keep_picture(session, TENANT, check_picture(GIF, "b.gif"), BY)
    assert refused.value.reason == "no_room"
    assert keep_picture(session, TENANT, check_picture(png(), "again.png"), BY) == first
    keep_picture(session, "other", check_picture(GIF, "b.gif"), BY)


def test_customers_see_what_an_article_in_force_shows_them(
    session: Session, write: Callable, index: Callable
) -> None:
    keep_picture(session, TENANT, check_picture(png(), "The menu.png"), BY)
    assert not is_public(session, TENANT, MENU), "no article shows it"
    write("menus.en", "Menus", f"![the menu](pictures/{MENU})")
    index()
    assert is_public(session, TENANT, MENU)
    assert not is_public(session, "other", MENU)
    write("menus.en", "Menus", "No picture.")
    index()
    assert not is_public(session, TENANT, MENU), "only an old revision shows it"
    assert find_picture(session, TENANT, MENU) is not None, "which still can"
    restore(session, TENANT, "menus", "en", 1, HashingEmbedder(), BY)
    assert is_public(session, TENANT, MENU)


def test_what_only_an_internal_article_shows_is_for_the_desk(
    session: Session, folder: object, write: Callable, index: Callable
) -> None:
    keep_picture(session, TENANT, check_picture(png(), "The menu.png"), BY)
    path = write("menus.en", "Menus", f"![the menu](pictures/{MENU})")
    path.write_text(path.read_text(encoding="utf-8").replace("[member]", "[agent]"), encoding="utf-8")
    index()
    assert [use.version for use in session.scalars(select(ArticlePictureUse))] == [1]
    assert not is_public(session, TENANT, MENU)


@pytest.mark.parametrize("order", ["big", "little"])
def test_a_photo_keeps_which_way_is_up_and_loses_where_it_was_taken(order: Literal["big", "little"]) -> None:
    def number(value: int, size: int) -> bytes:
        return value.to_bytes(size, order)

    place = number(0x8825, 2) + number(4, 2) + number(1, 4) + number(26, 4)
    turned = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(6, 2) + bytes(2)
    head = (b"MM" if order == "big" else b"II") + number(42, 2) + number(8, 4)
    noted = b"Exif\0\0" + head + number(2, 2) + place + turned + bytes(4) + b"39.9N 116.4E"
    exif = b"\xff\xe1" + (len(noted) + 2).to_bytes(2) + noted
    comment = b"\xff\xfe\0\x0639.9"
    scan = b"\xff\xda\0\x02\xff\xe1 pixels"
    content = check_picture(JPEG_HEAD[:2] + exif + comment + JPEG_HEAD[2:] + scan, "photo.jpg").content
    assert b"39.9" not in content and b"\x88\x25" not in content and b"\x25\x88" not in content
    assert b"\x01\x12\0\x03\0\0\0\x01\0\x06" in content
    assert content.endswith(JPEG_HEAD[2:] + scan)
    assert check_picture(content, "photo.jpg").content == content
