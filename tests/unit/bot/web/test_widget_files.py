import gzip
import re
from pathlib import Path

import pytest

import bot.web

WEB = Path(bot.web.__file__).parent
STATIC = WEB / "widget" / "static"
FRAME = WEB / "widget" / "templates" / "frame.html"
SCRIPTS = sorted([*STATIC.glob("*.js"), *(WEB / "demo" / "static").glob("*.js")])
PAGES = [FRAME, WEB / "demo" / "templates" / "demo.html", WEB / "help" / "templates" / "article.html"]
LIMIT = 25_000


def test_the_whole_widget_is_at_most_25_kb_compressed(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = {
        file.name: len(gzip.compress(file.read_bytes(), 9)) for file in [*sorted(STATIC.iterdir()), FRAME]
    }
    with capsys.disabled():
        print(f"\nwidget: {sum(sizes.values())} bytes compressed, of which the loader {sizes['loader.js']}")
    assert sum(sizes.values()) <= LIMIT, sizes


def _keys(language: str) -> set[str]:
    """The keys of one language in strings.js, nested ones after a dot."""
    block = re.search(rf"^  {language}: {{\n(.*?)^  }},", (STATIC / "strings.js").read_text(), re.M | re.S)
    assert block is not None
    keys, parent = set(), ""
    for indent, key, rest in re.findall(r"^( +)(\w+): (.*)$", block[1], re.M):
        parent = (key if rest == "{" else "") if len(indent) == 4 else parent
        keys.add(key if len(indent) == 4 else f"{parent}.{key}")
    return keys


def test_both_languages_say_the_same_things() -> None:
    chinese = _keys("zh")
    assert len(chinese) > 40
    assert chinese == _keys("en")


def test_every_text_that_is_shown_exists() -> None:
    used = set(re.findall(r'data-(?:text|label)="(\w+)"', FRAME.read_text()))
    for file in (STATIC / "view.js", STATIC / "main.js"):
        used |= set(re.findall(r"\bwords\.(\w+)", file.read_text()))
    assert len(used) > 30
    assert used <= _keys("en"), used - _keys("en")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_carries_scripts_handlers_or_styles_in_its_markup(page: Path) -> None:
    markup = page.read_text()
    assert re.findall(r"\son\w+\s*=", markup) == []
    assert re.findall(r"\sstyle\s*=|<style", markup) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", markup) == []
    assert "|safe" not in markup.replace(" ", "")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_no_script_makes_markup_or_code_of_text(script: Path) -> None:
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
    ):
        assert forbidden not in script.read_text()


def test_messages_between_frame_and_page_always_name_the_origin_they_are_for() -> None:
    targets = {
        name: re.findall(r"postMessage\(\{.*?\}, (\w+)\)", (STATIC / name).read_text())
        for name in ("loader.js", "main.js")
    }
    assert targets == {"loader.js": ["origin"], "main.js": ["host"]}
