"""`huiyi kb import` and `huiyi kb export` as people and scripts call them, on the demo's database."""

import json
import subprocess
from pathlib import Path

import pytest

from kb_index.importing.entries import Defaults
from kb_index.importing.markdown_folder import read_markdown
from tests import command
from tests.demo_database import copy_demo_database

pytestmark = pytest.mark.model

ARTICLE = "---\ntitle: {title}\nmodule: billing\nrelated: [two, one]\nasked_as: [{asked}]\n---\n{body}\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("imports")
    copy_demo_database(home)
    return home


def huiyi(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return command.huiyi(home, "kb", *arguments)


def lines(outcome: subprocess.CompletedProcess[str], returncode: int = 0) -> list[dict]:
    assert outcome.returncode == returncode, outcome.stderr
    return [json.loads(line) for line in outcome.stdout.splitlines()]


def fates(found: list[dict]) -> dict[str, str]:
    return {f"{one['id']}.{one['language']}": one["what"] for one in found if one["kind"] == "article"}


def write(
    folder: Path, name: str, *, title: str = "A title", asked: str = "how", body: str = "Text."
) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.md").write_text(ARTICLE.format(title=title, asked=asked, body=body))


def test_a_dry_run_says_what_the_run_then_does_and_a_second_run_does_nothing(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    for name in ("one.en", "two.en", "three.en", "four.en"):
        write(folder, name)

    def run(*options: str) -> list[dict]:
        return lines(huiyi(home, "import", "markdown", folder, "--json", *options))

    assert set(fates(run()).values()) == {"added"}
    write(folder, "two.en", body="Other text.")
    write(folder, "three.en", asked="how else")
    (folder / "four.en.md").unlink()
    write(folder, "five.en")
    planned = run("--dry-run")
    assert fates(run("--dry-run")) == fates(planned)
    done = run()
    assert (
        fates(done)
        == fates(planned)
        == {
            "one.en": "unchanged",
            "two.en": "revised",
            "three.en": "described",
            "five.en": "added",
        }
    )
    assert planned[-1] == {**done[-1], "dry_run": True}
    assert set(fates(run()).values()) == {"unchanged"}


def test_what_has_had_its_last_day_is_left_out_and_told(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "sale.csv"
    path.write_text("id,language,title,body,expires\nwinter-sale,en,Winter sale,Half price.,2020-01-01\n")
    for options in (["--dry-run"], [], []):
        found = lines(huiyi(home, "import", "csv", path, "--json", *options))
        assert fates(found) == {"winter-sale.en": "unchanged"}
        assert "its last day is over" in found[1]["note"]
    assert '"winter-sale"' not in huiyi(home, "search", "what does the winter sale cost").stdout


def test_an_imported_article_is_found_and_a_retired_one_is_not(home: Path, tmp_path: Path) -> None:
    folder, original = tmp_path / "articles", tmp_path / "before"
    assert huiyi(home, "export", original).returncode == 0
    write(original, "frobnicator.en", title="Calibrate the frobnicator", body="Turn the frobnicator twice.")
    done = lines(huiyi(home, "import", "markdown", original, "--json"))
    assert [name for name, what in fates(done).items() if what != "unchanged"] == ["frobnicator.en"]
    assert '"frobnicator"' in huiyi(home, "search", "how do I calibrate the frobnicator").stdout
    (original / "frobnicator.en.md").rename(tmp_path / "kept.md")
    retired = lines(huiyi(home, "import", "markdown", original, "--json", "--retire-missing"))
    assert fates(retired)["frobnicator.en"] == "retired"
    assert '"frobnicator"' not in huiyi(home, "search", "how do I calibrate the frobnicator").stdout
    assert not folder.exists()


def test_nothing_is_retired_where_something_could_not_be_read(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    write(folder, "six.en")
    (folder / "seven.en.md").write_text("---\ntitle: [\n---\nText")
    found = lines(huiyi(home, "import", "markdown", folder, "--retire-missing", "--dry-run", "--json"), 1)
    assert fates(found) == {"six.en": "added"}
    assert [one["where"] for one in found if one["kind"] == "skipped"] == ["seven.en.md:3"]
    assert {"kind": "note", "note": "nothing was retired, as not everything could be read"} in found


def test_people_read_a_report_and_one_line_of_what_is_wrong(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "sitting.html").write_text("<html lang='en'><h1>Seats</h1><p>Add seats.</p>")
    (folder / "broken.html").write_bytes(b"\0")
    (folder / "sitze.html").write_text("<html lang='de'><h1>Sitze</h1><p>Sitze.</p>")
    shown = huiyi(home, "import", "html", folder, "--dry-run", "--module", "billing")
    assert shown.returncode == 1
    assert shown.stdout.splitlines() == [
        "added      sitting, en",
        "skipped    broken.html: got a binary file, or UTF-16 without its mark; save it as UTF-8 text",
        "left out   sitze.html: lang is de; expected zh or en, or --language",
        "would be: 1 added, 0 revised, 0 described, 0 unchanged, 0 retired, 2 skipped",
    ]
    for arguments, said in (
        (("import", "csv", tmp_path / "none.csv"), "none.csv: no such file; expected one CSV file"),
        (("import", "zendesk", folder), "no article in it; expected files ending in .json"),
        (("import", "html", folder, "--tenant", "nobody"), "nobody"),
        (("export", folder), "is not empty; name a new folder, or write into this one with --force"),
    ):
        wrong = huiyi(home, *arguments)
        assert wrong.returncode == 2
        assert said in wrong.stderr.splitlines()[-1]
        assert "Traceback" not in wrong.stderr


def test_an_export_comes_back_to_the_letter(home: Path, tmp_path: Path) -> None:
    told = lines(huiyi(home, "export", tmp_path / "md", "--json"))[0]
    assert told["inexact"] == []
    files = read_markdown(tmp_path / "md", Defaults()).files
    assert len(files) == told["articles"] > 300
    assert huiyi(home, "export", tmp_path / "csv", "--format", "csv").returncode == 0
    again = lines(huiyi(home, "import", "csv", tmp_path / "csv" / "articles.csv", "--json"))
    assert set(fates(again).values()) == {"unchanged"}
    assert len(fates(again)) == len(files)
