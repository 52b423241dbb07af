"""Pictures that come with articles, from each kind of source, and go out with them."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.embedder import HashingEmbedder
from kb_index.exporting import Format, export_articles, list_in_force
from kb_index.folder_digest import digest_folder
from kb_index.history import IMPORT, By
from kb_index.importing.csv_file import read_csv
from kb_index.importing.entries import Defaults, ReadArticles
from kb_index.importing.html_pages import read_html
from kb_index.importing.markdown_folder import read_markdown
from kb_index.importing.zendesk import read_zendesk
from kb_index.indexing import IndexReport, index_files, problems_of
from kb_index.models import ArticlePicture
from kb_index.picture_store import is_public
from kb_index.pictures import check_picture
from tests.picture_files import GIF, SVG, png

TENANT = "lanyun"
BY = By(IMPORT, "markdown help", datetime(2026, 5, 12, 7, 0, tzinfo=UTC))
MENU = check_picture(png(), "menu.png").picture.name


def bring(session: Session, read: ReadArticles) -> IndexReport:
    return index_files(session, TENANT, read.files, HashingEmbedder(), by=BY, pictures=read.pictures)


def kept(session: Session) -> dict[str, bytes]:
    return {one.name: one.content for one in session.scalars(select(ArticlePicture))}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "help"
    (folder / "billing" / "images").mkdir(parents=True)
    (folder / "billing" / "images" / "menu.png").write_bytes(png())
    (folder / "billing" / "images" / "我的 图.gif").write_bytes(GIF)
    return folder


@pytest.mark.parametrize(
    "written",
    [
        "![the menu](images/menu.png)",
        "![the menu](./images/menu.png)",
        "![the menu](<images/menu.png>)",
        '![the menu](images/menu.png "a title")',
        "![the menu](../billing/images/menu.png)",
        "![the menu][m]\n\n[m]: images/menu.png",
        "[![the menu](images/menu.png)](images/menu.png)",
        "1. Open it:\n   ![the menu](images/menu.png)",
    ],
)
def test_a_picture_beside_the_text_comes_with_it(session: Session, source: Path, written: str) -> None:
    (source / "billing" / "menus.en.md").write_text(f"# Menus\nSee:\n\n{written}\n", encoding="utf-8")
    read = read_markdown(source, Defaults())
    assert read.notes == ()
    [file] = read.files
    assert file.body == f"See:\n\n{written}".replace("../billing/", "").replace("./", "").replace(
        "images/menu.png", f"pictures/{MENU}"
    )
    bring(session, read)
    assert kept(session) == {MENU: png()}
    assert is_public(session, TENANT, MENU)


def test_a_name_with_spaces_and_chinese_is_found_as_markdown_writes_it(
    session: Session, source: Path
) -> None:
    for number, address in enumerate(("<images/我的 图.gif>", "images/%E6%88%91%E7%9A%84%20%E5%9B%BE.gif")):
        (source / "billing" / f"a{number}.zh.md").write_text(f"# 图\n![图]({address})\n", encoding="utf-8")
    read = read_markdown(source, Defaults())
    bring(session, read)
    [name] = kept(session)
    assert {file.body.replace("<", "").replace(">", "") for file in read.files} == {f"![图](pictures/{name})"}


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("images/gone.png", "is not there"),
        ("images/drawing.svg", "expected PNG, JPEG, GIF or WebP"),
        ("images/fake.png", "expected PNG, JPEG, GIF or WebP"),
        ("../../secret.png", "lies outside of"),
        ("images/link.png", "lies outside of"),
        ("images/%00.png", "lies outside of"),
        ("images/" + "x" * 400 + ".png", "lies outside of"),
        ("data:image/png;base64,AAAA", "expected PNG, JPEG, GIF or WebP"),
    ],
)
def test_what_cannot_be_taken_is_told_and_the_article_comes_without_it(
    session: Session, source: Path, address: str, told: str
) -> None:
    (source.parent / "secret.png").write_bytes(png())
    (source / "billing" / "images" / "drawing.svg").write_bytes(SVG)
    (source / "billing" / "images" / "fake.png").write_bytes(b"<script>alert(1)</script>")
    (source / "billing" / "images" / "link.png").symlink_to(source.parent / "secret.png")
    (source / "billing" / "menus.en.md").write_text(f"# Menus\n![the menu]({address})\n", encoding="utf-8")
    read = read_markdown(source, Defaults())
    [note] = read.notes
    assert note.startswith("billing/menus.en.md: the picture ")
    assert told in note
    assert [file.body for file in read.files] == [f"![the menu]({address})"]
    bring(session, read)
    assert kept(session) == {}


def test_pictures_of_other_sites_and_words_about_files_stay_as_they_are(source: Path) -> None:
    body = (
        "![logo](https://x.example/images/menu.png) ![root](/images/menu.png)\n\n"
        "`![code](images/menu.png)` and [the file](images/menu.png)"
    )
    (source / "billing" / "menus.en.md").write_text(f"# Menus\n{body}\n", encoding="utf-8")
    read = read_markdown(source, Defaults())
    assert ([file.body for file in read.files], read.notes, dict(read.pictures)) == ([body], (), {})


def test_a_second_import_changes_nothing_and_a_new_picture_is_a_new_revision(
    session: Session, source: Path
) -> None:
    (source / "billing" / "menus.en.md").write_text("# Menus\n![menu](images/menu.png)\n", encoding="utf-8")
    assert bring(session, read_markdown(source, Defaults())).added == 1
    again = bring(session, read_markdown(source, Defaults()))
    assert (again.unchanged, again.changed) == (1, False)
    (source / "billing" / "images" / "menu.png").write_bytes(png(shade=200))
    assert bring(session, read_markdown(source, Defaults())).revised == 1
    assert len(kept(session)) == 2, "the old revision goes on showing what it showed"


def test_a_dry_run_keeps_nothing_and_says_what_is_missing(session: Session, source: Path) -> None:
    other = MENU.replace("menu", "other")
    (source / "billing" / "menus.en.md").write_text(
        f"# Menus\n![menu](images/menu.png) ![other](pictures/{other})\n", encoding="utf-8"
    )
    read = read_markdown(source, Defaults())
    problems = problems_of(session, TENANT, read.files, [], read.pictures)
    assert problems == (f"billing-menus, en: the picture {other} is not here",)
    assert kept(session) == {}
    assert bring(session, read).problems == problems


@pytest.mark.parametrize("format_", list(Format))
def test_an_export_has_every_picture_and_comes_back_to_the_letter(
    session: Session, source: Path, tmp_path: Path, format_: Format
) -> None:
    path = source / "billing" / "menus.en.md"
    for content in (png(shade=7), png()):
        (source / "billing" / "images" / "menu.png").write_bytes(content)
        path.write_text("# Menus\nSee:\n\n![the menu](images/menu.png)\n", encoding="utf-8")
        bring(session, read_markdown(source, Defaults()))
    out = tmp_path / "out"
    report = export_articles(session, TENANT, out, format_)
    assert (report.articles, report.pictures, report.inexact) == (1, 2, ())
    assert {one.name: one.read_bytes() for one in (out / "pictures").iterdir()} == kept(session)
    history = [json.loads(line) for line in (out / "history.jsonl").read_text().splitlines()]
    assert {line["name"] for line in history if line["kind"] == "picture"} == set(kept(session))
    assert not any("content" in line for line in history)
    if format_ is not Format.jsonl:
        read = (
            read_markdown(out, Defaults())
            if format_ is Format.markdown
            else read_csv(out / "articles.csv", Defaults())
        )
        assert (read.files, read.notes) == (list_in_force(session, TENANT), ())
        assert set(read.pictures) == {MENU}


def test_a_folder_that_is_indexed_brings_its_pictures_and_tells_of_what_is_wrong(
    session: Session, folder: Path, write: Callable, index: Callable
) -> None:
    (folder / "pictures").mkdir()
    (folder / "pictures" / "menu.png").write_bytes(png())
    write("menus.en", "Menus", "![the menu](pictures/menu.png) ![gone](pictures/gone.png)")
    digest, report = digest_folder(folder), index()
    assert report.problems == ("menus.en.md: the picture pictures/gone.png is not there",)
    assert kept(session) == {MENU: png()}
    assert not index().changed
    (folder / "pictures" / "menu.png").write_bytes(png(shade=200))
    assert digest_folder(folder) != digest
    assert index().revised == 1


def test_a_pages_pictures_come_with_it_those_in_itself_too(session: Session, source: Path) -> None:
    inside = base64.b64encode(GIF).decode()
    (source / "billing" / "menus.en.html").write_text(
        "<h1>Menus</h1><p>See <img src='images/menu.png' alt='the [menu]'></p>"
        "<table><tr><th>a</th></tr><tr><td><img src='images/menu.png' alt='a|b'></td></tr></table>"
        f"<a href='images/menu.png'><img src='images/menu.png'></a><img src='data:image/gif;base64,{inside}'>"
        "<img src='https://x.example/a.png' alt='elsewhere'><img src='images/gone.png' alt='gone'>",
        encoding="utf-8",
    )
    read = read_html(source, Defaults())
    [file] = read.files
    dot = check_picture(GIF, "picture").picture.name
    assert f"![the \\[menu\\]](pictures/{MENU})" in file.body
    assert f"![a\\|b](pictures/{MENU})" in file.body
    assert f"![menu](pictures/{MENU})" in file.body
    assert f"![picture](pictures/{dot})" in file.body
    assert "[elsewhere](https://x.example/a.png)" in file.body
    assert read.notes == ("billing/menus.en.html: the picture billing/images/gone.png is not there",)
    bring(session, read)
    assert set(kept(session)) == {MENU, dot}


@pytest.mark.parametrize("address", ["/img/menu.png", "/img/menu.png?v=2", "/img/../img/menu.png"])
def test_a_page_names_a_picture_from_the_root_of_its_site(
    session: Session, source: Path, address: str
) -> None:
    (source / "img").mkdir()
    (source / "img" / "menu.png").write_bytes(png())
    (source / "billing" / "menus.en.html").write_text(f"<h1>Menus</h1><img src='{address}' alt='the menu'>")
    read = read_html(source, Defaults())
    assert ([file.body for file in read.files], read.notes) == ([f"![the menu](pictures/{MENU})"], ())
    bring(session, read)
    assert kept(session) == {MENU: png()}


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/img/gone.png", "the picture img/gone.png is not there"),
        ("/../secret.png", "secret.png lies outside of"),
        ("/%2e%2e/secret.png", "secret.png lies outside of"),
        ("/%2Fetc/passwd", "the picture etc/passwd is not there"),
    ],
)
def test_a_picture_from_the_root_of_a_site_never_leaves_it_and_is_told_where_it_is_not(
    source: Path, address: str, told: str
) -> None:
    (source.parent / "secret.png").write_bytes(png())
    (source / "billing" / "menus.en.html").write_text(f"<h1>Menus</h1><img src='{address}' alt='the menu'>")
    read = read_html(source, Defaults())
    assert ([file.body for file in read.files], dict(read.pictures)) == (["the menu"], {})
    [note] = read.notes
    assert told in note


@pytest.mark.parametrize(
    "saved", ["article_attachments/3600123/menu.png", "3600123.png", "pictures/3600123-menu.png"]
)
@pytest.mark.parametrize(
    "address",
    [
        "https://lanyun.zendesk.com/hc/article_attachments/3600123/menu.png",
        "/hc/article_attachments/3600123",
        "https://lanyun.zendesk.com/hc/en-us/article_attachments/3600123",
        "https://help.lanyun.example/attachments/token/3600123/?name=menu.png",
    ],
)
def test_zendesk_pictures_that_were_saved_beside_the_export_come_with_it(
    session: Session, tmp_path: Path, saved: str, address: str
) -> None:
    (tmp_path / saved).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / saved).write_bytes(png())
    read = read_zendesk(zendesk(tmp_path, f"<p>See <img src='{address}' alt='the menu'></p>"), Defaults())
    [file] = read.files
    bring(session, read)
    [name] = kept(session)
    assert (file.body, read.notes) == (f"See ![the menu](pictures/{name})", ())


def test_a_zendesk_picture_that_was_not_saved_stays_a_link_and_is_told(tmp_path: Path) -> None:
    address = "https://lanyun.zendesk.com/hc/article_attachments/3600123/menu.png"
    read = read_zendesk(zendesk(tmp_path, f"<p><img src='{address}' alt='the menu'></p>"), Defaults())
    assert [file.body for file in read.files] == [f"[the menu]({address})"]
    [note] = read.notes
    assert (
        note == f"zendesk-360001.en: the picture {address} was not saved beside the export; it stays a link"
    )


@pytest.mark.parametrize(
    ("address", "whole", "noted"),
    [
        ("/hc/article_attachments/3600123/menu.png", "/hc/article_attachments/3600123/menu.png", True),
        ("//lanyun.zendesk.com/hc/article_attachments/3600123", "/hc/article_attachments/3600123", True),
        ("/images/menu.png", "/images/menu.png", False),
    ],
)
def test_a_zendesk_picture_without_a_host_becomes_a_link_to_zendesk(
    tmp_path: Path, address: str, whole: str, noted: bool
) -> None:
    body, link = f"<img src='{address}' alt='the menu'>", f"https://lanyun.zendesk.com{whole}"
    url = "https://lanyun.zendesk.com/hc/en-us/articles/360001-Menus"
    read = read_zendesk(zendesk(tmp_path, body, html_url=url), Defaults())
    assert [file.body for file in read.files] == [f"[the menu]({link})"]
    assert [link in note and "it stays a link" in note for note in read.notes] == [True] * noted


@pytest.mark.parametrize("address", ["/hc/article_attachments/3600123/menu.png", "images/menu.png"])
def test_of_a_zendesk_picture_that_leads_nowhere_only_the_words_stay_and_that_is_told(
    tmp_path: Path, address: str
) -> None:
    read = read_zendesk(zendesk(tmp_path, f"See <img src='{address}' alt='the menu'>"), Defaults())
    assert [file.body for file in read.files] == ["See the menu"]
    assert read.notes == (f"zendesk-360001.en: the picture {address} is not there; only its words stay",)


def zendesk(folder: Path, body: str, **more: str) -> Path:
    article: dict[str, Any] = {"id": 360001, "title": "Menus", "body": body, "locale": "en-us"}
    article |= {"source_locale": "en-us", "updated_at": "2026-04-20T09:14:57Z", **more}
    (folder / "articles.json").write_text(json.dumps({"articles": [article]}), encoding="utf-8")
    return folder
