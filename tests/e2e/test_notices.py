"""A rule's notice in a browser: it comes wherever one is, waits, and leads to its ticket."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from bot.clock import utc_now
from bot.desk.notify_effects import CONSOLE
from bot.models import Agent
from bot.outbox import add_effect
from bot.service import Service
from escalation.routing.rulebook import replace_rules
from escalation.workflow.defaults import furnish_desk
from tests.e2e.accessibility import find_barriers
from tests.e2e.paper_service import VIEWER, PaperService, paper_service
from tests.e2e.test_desk_console import PHONE, WIDE, At, Shot, console, first, furnish

__all__ = ["console", "first"]

pytestmark = pytest.mark.browser

SUBJECTS = {"zh": "P0 工单 #{number}：登录页一直转圈", "en": "P0 ticket #{number}: the login page spins"}


class Told:
    """The service, once it is furnished."""

    service: Service


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def paper(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    def keep(service: Service) -> Service:
        # Else what the first rules tell of the tickets' deadlines would be among the notices; a desk without
        # its start would get them in a moment.
        with service.database.uow("demo") as session:
            furnish_desk(session, "demo", utc_now())
            replace_rules(session, "demo", [], by="a_1", now=utc_now())
        told.service = furnish(service)
        return service

    with paper_service(tmp_path_factory.mktemp("notices"), keep) as service:
        yield service


def tell(told: Told, number: int, name: str, key: str = "k1") -> None:
    with told.service.database.uow("demo") as session:
        agent = session.scalars(select(Agent).where(Agent.name == name)).one()
        words = {language: subject.format(number=number) for language, subject in SUBJECTS.items()}
        payload = {
            "agents": [agent.id],
            "ticket": number,
            "conversation": None,
            "subject": words,
            "text": {"zh": "全公司都进不来，急！", "en": "The whole company is locked out."},
        }
        add_effect(session, key=key, kind=CONSOLE, payload=payload, now=utc_now())
    told.service.sweeper.nudge("demo")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_notice_stays_until_the_keyboard_follows_it_or_puts_it_away(
    told: Told, first: int, console: At, shot: Shot, scheme: str, size: dict[str, object]
) -> None:
    agent = console(color_scheme=scheme, **size)
    agent.open_inbox()
    tell(told, first, "周宁")
    tell(told, first + 1, "周宁", key="k2")
    tell(told, first + 2, "李明", key="k3")
    expect(agent.notices).to_have_count(2)
    expect(agent.notices.first).to_contain_text("全公司都进不来")
    expect(agent.page.locator("#notices")).to_have_attribute("aria-live", "polite")
    assert find_barriers(agent.page) == []
    shot(agent.page, f"notice-{scheme}-{'phone' if size is PHONE else 'wide'}")
    keys = agent.page.keyboard
    keys.press("!")
    keys.press("Tab")
    keys.press("Enter")
    expect(agent.notices).to_have_count(1)
    expect(agent.notices.locator("a")).to_be_focused()
    keys.press("Enter")
    agent.expect_ticket(first + 1)


def test_a_notice_is_in_the_readers_language_on_a_tickets_page_too(
    told: Told, first: int, console: At
) -> None:
    viewer = console(VIEWER)
    viewer.open_ticket(first + 3)
    tell(told, first, "Vera")
    expect(viewer.notices).to_contain_text(f"P0 ticket #{first}: the login page spins")
    viewer.notices.get_by_role("button", name="Dismiss").click()
    expect(viewer.notices).to_have_count(0)
