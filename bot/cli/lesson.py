"""What `huiyi train` learns from: labelled messages, and what people accepted in a tenant's review."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.review.learning import Lesson
    from training_data.schema import Complaint, Example

Examples = tuple["Example", ...]

MOST_TOLD = 10
"""Of what readers warn of: more would hide what training says."""


def read_lesson(
    settings: Settings, messages: Path, tenant: str | None, *, review: bool, progress: Callable[[str], None]
) -> Examples:
    """The messages, and behind them what was accepted in the tenant's review.

    All's model serves every tenant, so that none's review goes into it by itself: what waits is told.
    """
    from nlu.language import detect
    from training_data.loader import usable
    from training_data.schema import Split
    from training_data.sources import has_splits, place_of, read_messages

    reading = read_messages(messages, Split.train, detect=detect)
    data = usable(reading, place_of(messages, Split.train))
    _tell_warnings(reading.complaints, progress)
    if not review:
        return data
    test = read_messages(messages, Split.test, detect=detect).examples if has_splits(messages) else ()
    if tenant is None:
        _tell_waiting(settings, data, test, progress)
        return data
    lesson = _of_tenant(tenant, data, test)
    left_out = "; left out: " + ", ".join(reasons) if (reasons := tuple(lesson.left_out)) else ""
    progress(f"{len(lesson.taken)} accepted in the review of {tenant} are learned too{left_out}")
    return (*data, *lesson.taken)


def _tell_warnings(warnings: "Sequence[Complaint]", progress: Callable[[str], None]) -> None:
    for warning in warnings[:MOST_TOLD]:
        progress(str(warning))
    if len(warnings) > MOST_TOLD:
        progress(f"and {len(warnings) - MOST_TOLD} warnings more: `huiyi data validate` tells them")


def _of_tenant(tenant: str, data: Examples, test: Examples) -> "Lesson":
    from bot.cli.tenant import open_tenant
    from bot.review.exporting import list_accepted
    from bot.review.learning import choose_lesson
    from nlu.training import FEWEST_EXAMPLES

    with open_tenant(tenant) as (database, info), database.reading(info.id) as session:
        return choose_lesson(list_accepted(session), data, test, fewest=FEWEST_EXAMPLES)


def _tell_waiting(
    settings: Settings, data: Examples, test: Examples, progress: Callable[[str], None]
) -> None:
    """Nothing where there is no database yet, and why where it cannot be read: training needs none."""
    from bot.bootstrap import build_database
    from bot.errors import DatabaseUnavailable, DatabaseUnsafe
    from bot.persistence.engine import is_there
    from bot.tenants import list_tenants

    if not is_there(settings.url):
        return
    try:
        database = build_database(settings)
    except (DatabaseUnavailable, DatabaseUnsafe) as problem:
        progress(f"whether accepted messages wait in a review is not known: {problem}")
        return
    try:
        with database.reading(None) as session:
            tenants = [one.slug for one in list_tenants(session)]
    finally:
        database.dispose()
    for slug in tenants:
        if waiting := len(_of_tenant(slug, data, test).taken):
            progress(
                f"{waiting} accepted in the review of {slug} are not learned, as all tenants get this model; "
                f"`huiyi train --tenant {slug}` learns them for {slug}, "
                f"`huiyi review export --tenant {slug}` adds them to {settings.messages_folder} for all"
            )
