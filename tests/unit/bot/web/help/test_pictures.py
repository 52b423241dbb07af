"""An article's pictures to its readers: shown where they belong, by their own type, and to nobody else."""

import pytest

from bot.web.help.markdown import render_article
from kb_index.picture_store import keep_picture
from kb_index.pictures import check_picture
from tests.picture_files import png
from tests.unit.bot.web.help.conftest import BY, Centre, article

MENU = check_picture(png(640, 480), "menu.png").picture.name
SMALL = check_picture(png(24, 24), "dot.png").picture.name


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            f"See ![the <menu>](pictures/{SMALL}).",
            f'See <img src="pictures/{SMALL}" alt="the &lt;menu&gt;" width="24" height="24" loading="lazy" '
            'decoding="async" />.',
        ),
        (
            f"![menu](./pictures/{MENU})",
            f'<p><a href="pictures/{MENU}"><img src="pictures/{MENU}" alt="menu"',
        ),
        (
            f"[![menu](pictures/{MENU})](seats)",
            f'<p><a href="seats?lang=en"><img src="pictures/{MENU}" alt="menu"',
        ),
        (f"[whole](pictures/{MENU})", f'<a href="pictures/{MENU}">whole</a>'),
        ("![menu](pictures/menu.png)", "<p>menu</p>"),
        (f"![menu](../pictures/{MENU})", "<p>menu</p>"),
        (
            f"![menu](https://x.example/pictures/{MENU})",
            f'<a href="https://x.example/pictures/{MENU}">menu</a>',
        ),
    ],
)
def test_our_own_are_shown_with_their_size_and_no_others(body: str, shown: str) -> None:
    assert shown in render_article(body, "en").html
    assert (
        shown.replace('"pictures/', '"/console/knowledge/pictures/')
        in render_article(body, "en", "/console/knowledge/pictures/").html
    )


def keep(centre: Centre) -> None:
    with centre.database.uow("demo") as session:
        for content, called in ((png(640, 480), "menu.png"), (png(24, 24), "dot.png")):
            keep_picture(session, "demo", check_picture(content, called), BY)


def test_a_reader_gets_it_as_a_picture_and_asks_for_it_once(centre: Centre) -> None:
    keep(centre)
    centre.write(article("menus.en", "Menus", f"![the menu](pictures/{MENU})"))
    assert f'<img src="pictures/{MENU}" alt="the menu"' in centre.get("/menus?lang=en")
    answer = centre.site.get(f"/kb/site_1/pictures/{MENU}")
    assert (answer.status_code, answer.content) == (200, png(640, 480))
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    known = {"If-None-Match": answer.headers["etag"]}
    assert centre.site.get(f"/kb/site_1/pictures/{MENU}", headers=known).status_code == 304
    assert "img-src" not in centre.site.get("/kb/site_1/menus").headers["content-security-policy"], (
        "pictures are our own, as everything else is"
    )


def test_what_no_article_shows_to_customers_is_like_nothing(centre: Centre) -> None:
    keep(centre)
    centre.write(
        article("menus.en", "Menus", f"![menu](pictures/{MENU})"),
        article("inside.en", "Inside", f"![dot](pictures/{SMALL})", audience=("agent",)),
    )

    def status(name: str, site: str = "site_1") -> int:
        return centre.site.get(f"/kb/{site}/pictures/{name}").status_code

    assert (status(MENU), status(SMALL), status(MENU, "site_2"), status(MENU, "nobody")) == (
        200, 404, 404, 404,
    )  # fmt: skip
    assert (
        status("menu.png") == status(MENU.replace("menu", "other")) == status("..%2F..%2Fetc%2Fpasswd") == 404
    )
    centre.retire("menus", "en")
    assert status(MENU) == 404
