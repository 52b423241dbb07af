import gzip
import re
from pathlib import Path

import pytest

import bot.web
from bot.desk.attachments.kinds import KINDS

WEB = Path(bot.web.__file__).parent
STATIC = WEB / "widget" / "static"
FRAME = WEB / "widget" / "templates" / "frame.html"
SCRIPTS = sorted([*STATIC.glob("*.js"), *(WEB / "demo" / "static").glob("*.js")])
PAGES = [FRAME, WEB / "demo" / "templates" / "demo.html", WEB / "help" / "templates" / "article.html"]
LIMIT = 25_000


def _loaded_with(name: str) -> set[str]:
    """The script and what it imports, but not what it loads when that is first wanted."""
    found, to_read = {name}, [name]
    while to_read:
        named = re.findall(r'^import .* from "\./(\w+\.js)";', (STATIC / to_read.pop()).read_text(), re.M)
        to_read += set(named) - found
        found |= set(named)
    return found


def test_opening_the_widget_loads_at_most_25_kb_compressed(capsys: pytest.CaptureFixture[str]) -> None:
    names = sorted(_loaded_with("main.js") | {"loader.js", "frame.css"})
    sizes = {
        file.name: len(gzip.compress(file.read_bytes(), 9))
        for file in [*(STATIC / name for name in names), FRAME]
    }
    with capsys.disabled():
        print(f"\nwidget: {sum(sizes.values())} bytes compressed, of which the loader {sizes['loader.js']}")
    assert sum(sizes.values()) <= LIMIT, sizes


def test_what_files_and_surveys_need_is_loaded_when_they_are_first_wanted() -> None:
    assert _loaded_with("main.js") & {"files.js", "file_lines.js", "survey.js", "style.js"} == set()
    later = {
        name
        for file in STATIC.glob("*.js")
        for name in re.findall(r'import\("\./(\w+\.js)"\)', file.read_text())
    }
    assert later == {"files.js", "survey.js"}
    loaded = set().union(*(_loaded_with(name) for name in ("main.js", "loader.js", *later)))
    assert loaded == {file.name for file in STATIC.glob("*.js")}


def _keys(language: str, file: str = "strings.js") -> set[str]:
    """The keys of one language in the file, nested ones after a dot."""
    block = re.search(rf"^  {language}: {{\n(.*?)^  }},", (STATIC / file).read_text(), re.M | re.S)
    assert block is not None
    keys, parent = set(), ""
    for indent, key, rest in re.findall(r"^( +)(\w+): (.*)$", block[1], re.M):
        parent = (key if rest == "{" else "") if len(indent) == 4 else parent
        keys.add(key if len(indent) == 4 else f"{parent}.{key}")
    return keys


@pytest.mark.parametrize("file", ["strings.js", "file_strings.js", "survey_strings.js"])
def test_both_languages_say_the_same_things(file: str) -> None:
    chinese = _keys("zh", file)
    assert len(chinese) > 4
    assert chinese == _keys("en", file)


def test_what_the_widget_keeps_back_is_what_the_server_would_refuse_by_its_name() -> None:
    listed = re.search(r'^const KINDS = "([a-z ]+)"\.split', (STATIC / "files.js").read_text(), re.M)
    assert listed is not None and set(listed[1].split()) == set(KINDS)


def test_every_text_that_is_shown_exists() -> None:
    used = set(re.findall(r'data-(?:text|label)="(\w+)"', FRAME.read_text()))
    for file in (STATIC / "view.js", STATIC / "main.js"):
        used |= set(re.findall(r"\bwords\.(\w+)", file.read_text()))
    assert len(used) > 30
    assert used <= _keys("en"), used - _keys("en")
    of_files = set()
    for file in (STATIC / "files.js", STATIC / "file_lines.js"):
        of_files |= set(re.findall(r"\bwords\(\)\.(\w+)", file.read_text()))
    assert len(of_files) > 6
    assert of_files <= _keys("en", "file_strings.js")


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
