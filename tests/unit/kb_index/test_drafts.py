"""Authors write, review, publish, restore and let expire; nobody's text is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from kb_index.articles import ArticleFile
from kb_index.draft_base import Base, read_base
from kb_index.draft_text import DraftText
from kb_index.drafts import (
    State,
    discard_draft,
    find_draft,
    move_draft,
    publish_draft,
    read_in_force,
    rebase,
    restore,
    save_draft,
)
from kb_index.due import carry_out, find_due
from kb_index.embedder import HashingEmbedder
from kb_index.errors import BrokenDraft, DraftMoved, NoSuchArticle
from kb_index.exporting import list_in_force
from kb_index.facets import Facets
from kb_index.history import By, list_changes, list_revisions
from kb_index.indexing import index_files
from kb_index.loading import load_index
from kb_index.models import ArticleEdition
from kb_index.publishing import confirm_translation, is_stale, retire
from tests.article_files import article_file

TENANT = "lanyun"
NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
EMBEDDER = HashingEmbedder()
MEI = By("mei@lanyun.example", "clearer", NOW)
FACETS = Facets("billing", "how_to", "steps", "*", ("member",))


def text(body: str = "Within 14 days.", title: str = "Refunds", reason: str = "customers ask") -> DraftText:
    return DraftText(title, body, FACETS, ("money back",), reason)


def published(session: Session, body: str = "Within 14 days.", language: str = "en") -> int:
    draft = save_draft(session, TENANT, "refunds", language, text(body), seen=None, by=MEI)
    return publish_draft(session, draft, EMBEDDER, MEI).version


def shown(session: Session, query: str = "refunds", version: str | None = None) -> list[str]:
    retriever = load_index(session, TENANT, EMBEDDER.name)
    found = retriever.search(query, vector=None, language="en", product_version=version)
    return [hit.passage for hit in found.hits]


def test_a_new_article_is_found_once_its_draft_is_published(session: Session) -> None:
    draft = save_draft(session, TENANT, "refunds", "en", text(), seen=None, by=MEI)
    assert shown(session) == []
    assert publish_draft(session, draft, EMBEDDER, MEI).version == 1
    assert shown(session) == ["Within 14 days."]
    assert find_draft(session, TENANT, "refunds", "en") is None
    [change] = list_changes(session, TENANT, "refunds")
    assert (change.what, change.author, change.reason) == ("published", MEI.author, "customers ask")
    [revision] = list_revisions(session, TENANT, "refunds", "en")
    assert (revision.author, revision.asked_as) == (MEI.author, ["money back"])


def test_the_second_of_two_who_save_at_once_is_told_and_nothing_is_lost(session: Session) -> None:
    draft = save_draft(session, TENANT, "refunds", "en", text("First."), seen=None, by=MEI)
    seen = draft.edit
    save_draft(session, TENANT, "refunds", "en", text("Mine."), seen=seen, by=MEI)
    with pytest.raises(DraftMoved):
        save_draft(session, TENANT, "refunds", "en", text("Yours."), seen=seen, by=MEI)
    kept = find_draft(session, TENANT, "refunds", "en")
    assert kept is not None and kept.body == "Mine."


def test_two_who_begin_a_draft_at_once_are_told_too(session: Session) -> None:
    save_draft(session, TENANT, "refunds", "en", text("Mine."), seen=None, by=MEI)
    with pytest.raises(DraftMoved):
        save_draft(session, TENANT, "refunds", "en", text("Yours."), seen=None, by=MEI)


def test_a_draft_that_another_publication_has_outrun_waits_for_its_author(
    session: Session, write: Callable, index: Callable
) -> None:
    published(session)
    draft = save_draft(session, TENANT, "refunds", "en", text("Mine."), seen=None, by=MEI)
    write("refunds.en", "Refunds", "From the folder.")
    index()
    with pytest.raises(DraftMoved):
        publish_draft(session, draft, EMBEDDER, MEI)
    rebase(draft, read_base(session, TENANT, "refunds", "en"), MEI)
    assert publish_draft(session, draft, EMBEDDER, MEI).version == 3
    assert shown(session) == ["Mine."]


def test_everything_wrong_with_a_draft_is_said_at_once(session: Session) -> None:
    broken = DraftText("", " ", replace(FACETS, versions="5", module="x" * 40, audience=()), ("q" * 300,))
    with pytest.raises(BrokenDraft) as caught:
        save_draft(session, TENANT, "Refunds!", "fr", broken, seen=None, by=MEI)
    assert set(caught.value.problems) == {
        ("id", "not_a_slug"),
        ("language", "not_a_language"),
        ("title", "missing"),
        ("body", "missing"),
        ("module", "too_long"),
        ("audience", "missing"),
        ("asked_as", "too_long"),
        ("versions", "not_a_range"),
    }
    assert find_draft(session, TENANT, "Refunds!", "fr") is None


def test_ten_megabytes_are_refused(session: Session) -> None:
    with pytest.raises(BrokenDraft, match="body: too_long"):
        save_draft(session, TENANT, "refunds", "en", text("x" * 10_000_000), seen=None, by=MEI)


def test_an_old_text_can_be_put_in_force_again_and_the_history_says_so(session: Session) -> None:
    published(session, "Within 14 days.")
    published(session, "Within 30 days.")
    assert shown(session) == ["Within 30 days."]
    restored = restore(session, TENANT, "refunds", "en", 1, EMBEDDER, By("li@x.example", "a slip", NOW))
    assert restored.version == 3
    assert shown(session) == ["Within 14 days."]
    assert [one.version for one in list_revisions(session, TENANT, "refunds", "en")] == [3, 2, 1]
    assert list_changes(session, TENANT, "refunds")[0].what == "restored"
    with pytest.raises(NoSuchArticle):
        restore(session, TENANT, "refunds", "en", 9, EMBEDDER, MEI)


def test_an_approved_draft_is_published_at_its_hour_and_not_before(session: Session) -> None:
    draft = save_draft(session, TENANT, "refunds", "en", text(), seen=None, by=MEI)
    move_draft(session, draft, State.in_review, MEI)
    move_draft(session, draft, State.approved, MEI, at=NOW + timedelta(hours=2))

    def pass_time(now: datetime) -> int:
        due = find_due(session, TENANT, now=now, today=now.date())
        return carry_out(session, TENANT, due, EMBEDDER, now)

    assert pass_time(NOW + timedelta(hours=1)) == 0
    assert pass_time(NOW + timedelta(hours=2)) == 1
    assert pass_time(NOW + timedelta(hours=3)) == 0
    assert shown(session) == ["Within 14 days."]
    assert [one.what for one in list_changes(session, TENANT, "refunds")] == [
        "published",
        "approved",
        "submitted",
    ]


def test_a_changed_draft_must_be_approved_anew(session: Session) -> None:
    draft = save_draft(session, TENANT, "refunds", "en", text(), seen=None, by=MEI)
    move_draft(session, draft, State.approved, MEI, at=NOW)
    session.flush()
    save_draft(session, TENANT, "refunds", "en", text("Slipped in."), seen=draft.edit, by=MEI)
    assert not find_due(session, TENANT, now=NOW, today=NOW.date())


def test_an_article_is_gone_the_day_after_its_last(session: Session) -> None:
    lasting = replace(text(), expires_on=date(2026, 5, 31))
    draft = save_draft(session, TENANT, "refunds", "en", lasting, seen=None, by=MEI)
    publish_draft(session, draft, EMBEDDER, MEI)
    for day, left in ((date(2026, 5, 31), 1), (date(2026, 6, 1), 0)):
        carry_out(session, TENANT, find_due(session, TENANT, now=NOW, today=day), EMBEDDER, NOW)
        assert len(shown(session)) == left
    assert list_changes(session, TENANT, "refunds")[0].what == "expired"
    assert len(list_revisions(session, TENANT, "refunds", "en")) == 1


def scheduled(session: Session, body: str, at: datetime, last: date | None = None) -> None:
    """An approved draft for then."""
    later = replace(text(body), expires_on=last)
    draft = save_draft(session, TENANT, "refunds", "en", later, seen=None, by=MEI)
    move_draft(session, draft, State.approved, MEI, at=at)


def sweep(session: Session, now: datetime) -> None:
    carry_out(session, TENANT, find_due(session, TENANT, now=now, today=now.date()), EMBEDDER, now)


LAST_DAY = date(2026, 5, 31)
AFTER = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def publish_until_last_day(session: Session, body: str = "Within 14 days.") -> None:
    lasting = replace(text(body), expires_on=LAST_DAY)
    draft = save_draft(session, TENANT, "refunds", "en", lasting, seen=None, by=MEI)
    publish_draft(session, draft, EMBEDDER, MEI)


@pytest.mark.parametrize("last", [None, date(2026, 8, 31)])
@pytest.mark.parametrize("at", [AFTER, AFTER - timedelta(hours=20)], ids=["the day after", "on the last day"])
def test_what_takes_an_articles_place_as_it_ends_does_not_end_with_it(
    session: Session, at: datetime, last: date | None
) -> None:
    publish_until_last_day(session)
    scheduled(session, "Within 30 days.", at, last)
    sweep(session, AFTER)
    assert shown(session) == ["Within 30 days."]
    assert list_changes(session, TENANT, "refunds")[0].what == "published"
    if last:
        sweep(session, AFTER.replace(month=9))
        assert shown(session) == []


def test_another_article_ends_beside_one_that_takes_a_place(session: Session) -> None:
    publish_until_last_day(session)
    scheduled(session, "Within 30 days.", AFTER)
    other = replace(text("Seats.", "Seats"), expires_on=LAST_DAY)
    draft = save_draft(session, TENANT, "seats", "en", other, seen=None, by=MEI)
    publish_draft(session, draft, EMBEDDER, MEI)
    sweep(session, AFTER)
    assert shown(session) == ["Within 30 days."]


@pytest.mark.parametrize("body", ["Within 30 days.", "Within 14 days."], ids=["another text", "the same"])
def test_an_approved_draft_is_published_though_the_article_ended_in_between(
    session: Session, body: str
) -> None:
    publish_until_last_day(session)
    scheduled(session, body, AFTER)
    sweep(session, AFTER - timedelta(hours=9))
    assert shown(session) == []
    sweep(session, AFTER)
    assert shown(session) == [body]
    assert find_draft(session, TENANT, "refunds", "en") is None
    assert read_in_force(session, TENANT, "refunds", "en").expires_on is None


def test_what_others_changed_before_an_article_ended_is_published_with_the_draft(
    session: Session, write: Callable, index: Callable
) -> None:
    path = write("refunds.en", "Refunds", "Within 14 days.", asked_as=["money back"])
    index()
    last = date(2026, 8, 31)
    lasting = replace(read_in_force(session, TENANT, "refunds", "en"), body="Mine.", expires_on=last)
    draft = save_draft(session, TENANT, "refunds", "en", lasting, seen=None, by=MEI)
    move_draft(session, draft, State.approved, MEI, at=AFTER)
    write("refunds.en", "Refunds", "Within 14 days.", asked_as=["cash back"], versions=">=5.0")
    path.write_text(path.read_text().replace("related:", "expires: 2026-05-20\nrelated:"))
    index()
    sweep(session, AFTER - timedelta(days=5))
    assert shown(session) == []
    sweep(session, AFTER)
    now = read_in_force(session, TENANT, "refunds", "en")
    assert (now.body, now.asked_as, now.facets.versions) == ("Mine.", ("cash back",), ">=5.0")
    assert now.expires_on == last


def test_what_both_changed_before_an_article_ended_waits_for_its_author(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.", asked_as=["money back"])
    index()
    mine = replace(read_in_force(session, TENANT, "refunds", "en"), asked_as=("money back", "mine"))
    draft = save_draft(session, TENANT, "refunds", "en", mine, seen=None, by=MEI)
    move_draft(session, draft, State.approved, MEI, at=AFTER)
    write("refunds.en", "Refunds", "Within 14 days.", asked_as=["cash back"])
    index()
    session.get_one(ArticleEdition, (TENANT, "refunds", "en")).expires_on = LAST_DAY
    sweep(session, AFTER - timedelta(hours=9))
    sweep(session, AFTER)
    assert shown(session) == []
    assert draft.state == State.draft.value


@pytest.mark.parametrize("meanwhile", ["retired", "replaced", "restored and retired"])
def test_a_draft_of_what_somebody_took_out_waits_for_its_author(session: Session, meanwhile: str) -> None:
    publish_until_last_day(session)
    begun = read_base(session, TENANT, "refunds", "en")
    if meanwhile == "retired":
        retire(session, TENANT, "refunds", "en", by=MEI)
    elif meanwhile == "replaced":
        publish_until_last_day(session, "Within 30 days.")
        sweep(session, AFTER - timedelta(hours=9))
    else:
        sweep(session, AFTER - timedelta(hours=9))
        restore(session, TENANT, "refunds", "en", 1, EMBEDDER, MEI)
        retire(session, TENANT, "refunds", "en", by=MEI)
    with pytest.raises(DraftMoved):
        save_draft(session, TENANT, "refunds", "en", text("Mine."), seen=None, by=MEI, base=begun)
    draft = save_draft(session, TENANT, "refunds", "en", text("Mine."), seen=None, by=MEI)
    rebase(draft, begun, MEI)
    move_draft(session, draft, State.approved, MEI, at=AFTER)
    sweep(session, AFTER)
    assert shown(session) == []
    assert draft.state == State.draft.value


def test_a_translation_is_stale_from_when_the_original_moves_on_until_it_follows(session: Session) -> None:
    def follows() -> tuple[int | None, int | None]:
        zh, en = (session.get_one(ArticleEdition, (TENANT, "refunds", one)) for one in ("zh", "en"))
        return zh.version, en.follows

    published(session, "十四天内。", "zh")
    published(session, "Within 14 days.", "en")
    assert follows() == (1, 1)
    published(session, "三十天内。", "zh")
    assert follows() == (2, 1), "the English is stale"
    confirm_translation(session, TENANT, "refunds", "en", by=MEI)
    assert follows() == (2, 2)
    published(session, "六十天内。", "zh")
    published(session, "Within 60 days.", "en")
    assert follows() == (3, 3)


@pytest.mark.parametrize(("old", "new"), [("zh", "en"), ("en", "zh")])
def test_another_original_renders_nothing_and_what_was_it_goes_stale_with_it(
    session: Session, old: str, new: str
) -> None:
    def follows() -> list[tuple[str, int | None, bool]]:
        editions = {one: session.get_one(ArticleEdition, (TENANT, "refunds", one)) for one in (old, new)}
        return [
            (one, edition.follows, is_stale(edition, editions[original])) for one, edition in editions.items()
        ]

    for body in ("14", "30", "60"):
        published(session, body, old)
    published(session, "Follows the third.", new)
    published(session, "90", old)
    original = old
    assert follows() == [(old, None, False), (new, 3, True)]
    file = replace(read_file(session, new), original=new)
    assert index_files(session, TENANT, [file], EMBEDDER, by=MEI).described == 1
    original = new
    assert follows() == [(old, 1, False), (new, None, False)]
    change = list_changes(session, TENANT, "refunds")[0]
    assert change.before and change.after
    assert (change.before["original"], change.after["original"]) == (old, new)
    published(session, "Moves on.", new)
    assert follows() == [(old, 1, True), (new, None, False)]


def read_file(session: Session, language: str) -> ArticleFile:
    return next(one for one in list_in_force(session, TENANT) if one.language == language)


def test_a_translation_that_came_before_its_original_goes_stale_with_it(session: Session) -> None:
    def put(language: str, body: str) -> None:
        file = article_file(language=language, body=body, original="en")
        index_files(session, TENANT, [file], EMBEDDER, by=MEI)

    put("zh", "十四天内。")
    put("en", "Within 14 days.")
    zh = session.get_one(ArticleEdition, (TENANT, "refunds", "zh"))
    en = session.get_one(ArticleEdition, (TENANT, "refunds", "en"))
    assert (zh.follows, en.follows, is_stale(zh, en)) == (1, None, False)
    put("en", "Within 30 days.")
    assert is_stale(zh, en)


def test_an_import_that_has_not_changed_leaves_what_was_written_since(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "From the folder.")
    index()
    published(session, "Written here.")
    assert index().unchanged == 1
    assert shown(session) == ["Written here."]
    write("refunds.en", "Refunds", "A new text from the folder.")
    report = index()
    assert report.revised == 1 and "written here since its last import" in report.problems[0]
    assert shown(session) == ["A new text from the folder."]
    assert len(list_revisions(session, TENANT, "refunds", "en")) == 3


def test_a_folder_retires_only_what_a_folder_brought(
    session: Session, write: Callable, index: Callable
) -> None:
    published(session, "Written here.")
    path = write("other.en", "Other", "From the folder.")
    write("third.en", "Third", "Stays.")
    index()
    path.unlink()
    assert index().retired == 1
    assert set(shown(session)) == {"Written here.", "Stays."}


def test_what_was_retired_here_stays_so_until_its_file_changes(
    session: Session, write: Callable, index: Callable
) -> None:
    write("other.en", "Other", "Stays.")
    for last, what in ((None, "retired"), (date(2026, 5, 11), "expired")):
        write("refunds.en", "Refunds", f"From the folder, to be {what}.")
        index()
        if last:
            session.get_one(ArticleEdition, (TENANT, "refunds", "en")).expires_on = last
            carry_out(session, TENANT, find_due(session, TENANT, now=NOW, today=NOW.date()), EMBEDDER, NOW)
        else:
            retire(session, TENANT, "refunds", "en", by=MEI)
        report = index()
        assert (report.added, report.unchanged, report.changed) == (0, 2, False)
        assert report.problems == (
            "refunds, en: retired here since its last import; its source did not change: it stays retired",
        )
        assert shown(session, "folder") == ["Stays."]
    write("refunds.en", "Refunds", "From the folder, changed.")
    report = index()
    assert report.added == 1 and "its source changed: it is in force again" in report.problems[0]
    assert shown(session, "folder")[0] == "From the folder, changed."
    assert index().problems == ()


def test_a_restored_article_is_left_by_an_import_that_has_not_changed(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "From the folder.")
    index()
    retire(session, TENANT, "refunds", "en", by=MEI)
    restore(session, TENANT, "refunds", "en", 1, EMBEDDER, MEI)
    report = index()
    assert (report.unchanged, report.changed, report.problems) == (1, False, ())


def test_what_an_import_changed_beside_the_text_is_published_with_the_draft(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.", asked_as=["money back"])
    index()
    text = replace(read_in_force(session, TENANT, "refunds", "en"), body="Mine.")
    draft = save_draft(session, TENANT, "refunds", "en", text, seen=None, by=MEI)
    write("refunds.en", "Refunds", "Within 14 days.", asked_as=["cash back"], versions=">=5.0")
    index()
    publish_draft(session, draft, EMBEDDER, MEI)
    now = read_in_force(session, TENANT, "refunds", "en")
    assert (now.body, now.asked_as, now.facets.versions) == ("Mine.", ("cash back",), ">=5.0")


def test_what_an_import_and_the_author_changed_beside_the_text_waits(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.", asked_as=["money back"])
    index()
    text = replace(read_in_force(session, TENANT, "refunds", "en"), asked_as=("money back", "mine"))
    draft = save_draft(session, TENANT, "refunds", "en", text, seen=None, by=MEI)
    write("refunds.en", "Refunds", "Within 14 days.", asked_as=["cash back"])
    index()
    with pytest.raises(DraftMoved):
        publish_draft(session, draft, EMBEDDER, MEI)
    write("refunds.en", "Refunds", "Within 14 days.", asked_as=["money back"])
    index()
    publish_draft(session, draft, EMBEDDER, MEI)
    assert read_in_force(session, TENANT, "refunds", "en").asked_as == ("money back", "mine")


def test_a_last_day_that_another_set_is_kept(session: Session) -> None:
    published(session)
    draft = save_draft(session, TENANT, "refunds", "en", text("Mine."), seen=None, by=MEI)
    begun = draft.base_change
    last = replace(text(), expires_on=date(2026, 6, 30))
    draft = save_draft(session, TENANT, "refunds", "en", last, seen=draft.edit, by=MEI)
    publish_draft(session, draft, EMBEDDER, MEI)
    base = Base(1, begun)
    draft = save_draft(session, TENANT, "refunds", "en", text("Mine."), seen=None, by=MEI, base=base)
    publish_draft(session, draft, EMBEDDER, MEI)
    assert read_in_force(session, TENANT, "refunds", "en").expires_on == date(2026, 6, 30)
    change = list_changes(session, TENANT, "refunds")[-2]
    assert (change.what, change.before, change.after) == (
        "described", {"expires_on": None}, {"expires_on": "2026-06-30"},
    )  # fmt: skip


def test_a_draft_begun_from_what_is_no_longer_in_force_is_not_stored(session: Session) -> None:
    published(session)
    base = read_base(session, TENANT, "refunds", "en")
    published(session, "Within 30 days.")
    with pytest.raises(DraftMoved):
        save_draft(session, TENANT, "refunds", "en", text("Mine."), seen=None, by=MEI, base=base)
    assert find_draft(session, TENANT, "refunds", "en") is None


def test_a_translation_made_while_the_original_is_retired_goes_stale_with_it(session: Session) -> None:
    published(session, "十四天内。", "zh")
    retire(session, TENANT, "refunds", "zh", by=MEI)
    published(session, "Within 14 days.", "en")
    assert session.get_one(ArticleEdition, (TENANT, "refunds", "en")).follows == 1


def test_another_authors_draft_that_is_saved_over_stands_in_the_history(session: Session) -> None:
    li = replace(MEI, author="li@lanyun.example")
    draft = save_draft(session, TENANT, "refunds", "en", text("Mei's."), seen=None, by=MEI)
    draft = save_draft(session, TENANT, "refunds", "en", text("Mei's too."), seen=draft.edit, by=MEI)
    draft = save_draft(session, TENANT, "refunds", "en", text("Mei's too."), seen=draft.edit, by=li)
    assert list_changes(session, TENANT, "refunds") == []
    save_draft(session, TENANT, "refunds", "en", text("Mei's again."), seen=draft.edit, by=MEI)
    [change] = list_changes(session, TENANT, "refunds")
    assert (change.what, change.author) == ("replaced", MEI.author)
    assert change.after == {
        "author": li.author, "title": "Refunds", "body": "Mei's too.", "asked_as": ["money back"],
    }  # fmt: skip


def test_a_discarded_draft_can_still_be_read_in_the_history(session: Session) -> None:
    draft = save_draft(session, TENANT, "refunds", "en", text("Half a thought."), seen=None, by=MEI)
    discard_draft(session, draft, MEI)
    session.flush()
    [change] = list_changes(session, TENANT, "refunds")
    assert change.what == "discarded" and change.after is not None
    assert change.after["body"] == "Half a thought."


def test_what_is_retired_is_not_there_to_be_edited(session: Session) -> None:
    published(session)
    retire(session, TENANT, "refunds", "en", by=MEI)
    assert shown(session) == []
    with pytest.raises(NoSuchArticle):
        read_in_force(session, TENANT, "refunds", "en")
    with pytest.raises(NoSuchArticle):
        retire(session, TENANT, "refunds", "en", by=MEI)


def test_changed_facets_stand_in_the_history_with_what_they_were(session: Session) -> None:
    published(session)
    newer = replace(text(), facets=replace(FACETS, versions=">=5.0"))
    draft = save_draft(session, TENANT, "refunds", "en", newer, seen=None, by=MEI)
    assert publish_draft(session, draft, EMBEDDER, MEI).described
    change = list_changes(session, TENANT, "refunds")[0]
    assert change.what == "described" and change.before and change.after
    assert (change.before["versions"], change.after["versions"]) == ("*", ">=5.0")
    assert shown(session, version="4.8") == []


def test_another_tenant_has_none_of_it(session: Session) -> None:
    published(session)
    assert find_draft(session, "other", "refunds", "en") is None
    assert list_changes(session, "other", "refunds") == []
    with pytest.raises(NoSuchArticle):
        read_in_force(session, "other", "refunds", "en")
