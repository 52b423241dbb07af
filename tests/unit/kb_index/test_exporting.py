import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from kb_index.articles import ArticleFile, read_articles
from kb_index.embedder import HashingEmbedder
from kb_index.errors import CannotExport
from kb_index.exporting import Format, as_markdown, export_articles, list_in_force
from kb_index.history import IMPORT, By
from kb_index.importing.csv_file import read_csv
from kb_index.importing.entries import Defaults, Entries
from kb_index.importing.markdown_folder import read_markdown
from kb_index.indexing import index_files
from kb_index.models import ArticleRevision, Base
from kb_index.publishing import retire
from tests.article_files import article_file

TENANT = "lanyun"
NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
EMBEDDER = HashingEmbedder()
DEMO = Path(__file__).parents[3] / "training_data" / "articles"

ODD = st.sampled_from(
    ["---", "\n---\n", "\r\n", "\r", "'", '"', "|", "\\", ": ", " #", "- ", "😀", "\u2028", "\x85",
     "*", "&a", "!b", "%", "{", "[", "null", "yes", "2026-04-25", "1.0", "~", "\ufeff", "，", "  \n", "\x07"]
)  # fmt: skip
TEXTS = st.lists(
    st.one_of(ODD, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)),
    max_size=12,
).map("".join)
WORDS = st.lists(TEXTS.map(str.strip).filter(bool), max_size=3)


def store(session: Session, *files: ArticleFile, now: datetime = NOW, reason: str = "csv a.csv") -> None:
    """On a day when none of their last days is over."""
    index_files(session, TENANT, files, EMBEDDER, by=By(IMPORT, reason, now), today=date.min)


def an_article(**fields: object) -> ArticleFile:
    told = {
        "error_type": "policy",
        "audience": ("owner",),
        "related": ("seats",),
        "asked_as": ("my money back",),
    }
    return article_file(**{**told, **fields})


def test_the_demo_comes_back_to_the_letter(session: Session, tmp_path: Path) -> None:
    files = read_articles(DEMO)
    store(session, *files)
    in_force = list_in_force(session, TENANT)
    assert [replace(one, revision=None, original=None) for one in in_force] == [
        replace(one, revision=None, original=None) for one in files
    ]
    for format_ in (Format.markdown, Format.csv):
        report = export_articles(session, TENANT, tmp_path / format_, format_)
        assert (report.articles, report.inexact) == (len(files), ())
    assert read_articles(tmp_path / "markdown") == in_force
    assert read_csv(tmp_path / "csv" / "articles.csv", Defaults()).files == in_force


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TEXTS, TEXTS, WORDS, WORDS, st.sampled_from(["billing", "null", "123", "费用"]), st.none() | st.dates()
)
def test_whatever_an_import_takes_comes_back_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory,
    title: str,
    body: str,
    audience: list[str],
    asked_as: list[str],
    module: str,
    expires: date | None,
) -> None:
    entries = Entries(Defaults(module=module))
    front = {"title": title, "updated": date(2026, 4, 25), "audience": audience, "asked_as": asked_as}
    front |= {"expires": expires, "plans": audience} if expires else {}
    entries.add("row 1", ("refunds", "zh"), front, body)
    files = entries.result().files
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        store(session, *files)
        for format_ in (Format.markdown, Format.csv):
            folder = tmp_path_factory.mktemp("export")
            assert export_articles(session, TENANT, folder, format_).inexact == ()
            if files and format_ is Format.markdown:
                assert read_articles(folder) == list_in_force(session, TENANT)
    engine.dispose()


def test_a_second_import_of_an_export_changes_nothing(session: Session, tmp_path: Path) -> None:
    store(session, an_article(), an_article(language="zh", title="退款", body="十四天内。"))
    export_articles(session, TENANT, tmp_path, Format.markdown)
    files = read_markdown(tmp_path, Defaults()).files
    report = index_files(session, TENANT, files, EMBEDDER, by=By(IMPORT, "again", NOW), retire_missing=True)
    assert (report.unchanged, report.changed) == (2, False)


def test_the_history_has_every_revision_and_what_is_retired(session: Session, tmp_path: Path) -> None:
    store(session, an_article(), an_article(id="seats"), reason="first")
    store(session, an_article(body="Within 30 days.", asked_as=("refund?",)), reason="law of 2026")
    retire(session, TENANT, "seats", "en", by=By(IMPORT, "seats are gone", NOW))
    report = export_articles(session, TENANT, tmp_path, Format.jsonl)
    lines = [json.loads(line) for line in (tmp_path / "history.jsonl").read_text().splitlines()]
    assert (report.articles, report.history) == (1, len(lines))
    revisions = [line for line in lines if line["kind"] == "revision"]
    assert [
        (one["article_id"], one["version"], one["body"], one["reason"], one["asked_as"]) for one in revisions
    ] == [
        ("refunds", 1, "Within 14 days.", "first", ["my money back"]),
        ("refunds", 2, "Within 30 days.", "law of 2026", ["refund?"]),
        ("seats", 1, "Within 14 days.", "first", ["my money back"]),
    ]
    assert revisions[0]["created_at"].startswith("2026-05-12T07:00:00")
    assert {line["article_id"]: line["version"] for line in lines if line["kind"] == "edition"} == {
        "refunds": 2, "seats": None,
    }  # fmt: skip
    assert ("retired", "seats are gone") in [
        (line["what"], line["reason"]) for line in lines if line["kind"] == "change"
    ]
    (article,) = [json.loads(line) for line in (tmp_path / "articles.jsonl").read_text().splitlines()]
    assert (article["revision"], article["body"]) == (2, "Within 30 days.")


def test_another_tenants_articles_stay_out(session: Session, tmp_path: Path) -> None:
    store(session, an_article())
    index_files(session, "other", [an_article(title="Secret")], EMBEDDER, by=By(IMPORT, "x", NOW))
    export_articles(session, TENANT, tmp_path, Format.csv)
    assert all("Secret" not in file.read_text() for file in tmp_path.iterdir())


def test_what_a_format_cannot_say_is_told(session: Session, tmp_path: Path) -> None:
    store(session, an_article())
    revision = session.get_one(ArticleRevision, (TENANT, "refunds", "en", 1))
    revision.body = "Within\r\n14 days.\n"
    report = export_articles(session, TENANT, tmp_path / "a", Format.markdown)
    assert report.inexact == ("refunds.en",)
    assert export_articles(session, TENANT, tmp_path / "b", Format.jsonl).inexact == ()


def test_a_folder_with_something_in_it_is_left_alone(session: Session, tmp_path: Path) -> None:
    store(session, an_article())
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    with pytest.raises(CannotExport, match=r"is not empty; name a new folder, or .* --force"):
        export_articles(session, TENANT, tmp_path, Format.markdown)
    with pytest.raises(CannotExport, match="is a file"):
        export_articles(session, TENANT, mine, Format.markdown)
    export_articles(session, TENANT, tmp_path, Format.markdown, overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["history.jsonl", "mine.txt", "refunds.en.md"]


def test_nothing_to_export_is_an_empty_export(session: Session, tmp_path: Path) -> None:
    for format_ in Format:
        assert export_articles(session, TENANT, tmp_path / format_, format_).articles == 0


def test_the_file_looks_as_an_author_would_write_it() -> None:
    text = as_markdown(an_article(title="退款：规则", revision=3, plans=("team",)))
    assert text.startswith("---\ntitle: 退款：规则\nmodule: billing\n")
    assert "\nversions: '*'\n" in text and "\nplans:\n- team\n" in text and "\nrevision: 3\n" in text
    assert text.endswith("---\nWithin 14 days.\n")
