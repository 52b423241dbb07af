"""The demo's teams have people, so that what its rules send finds somebody."""

from pathlib import Path

from bot.bootstrap import build_database
from bot.clock import utc_now
from bot.demo import SLUG, seed_demo_people, seed_demo_teams
from bot.settings import Settings
from bot.tenants import new_tenant, store_tenant
from escalation.routing.people import list_teams, save_team


def test_everybody_is_in_each_team_until_somebody_changes_that(tmp_path: Path) -> None:
    database = build_database(Settings(home=tmp_path))
    with database.control() as session:
        store_tenant(session, new_tenant(SLUG, SLUG, "蓝云 Lanyun"), now=utc_now())
    with database.uow(SLUG) as session:
        seed_demo_people(session)
        session.flush()
        seed_demo_teams(session)
        teams = list_teams(session, SLUG)
        assert [(team.key, len(team.members)) for team in teams] == [("emergency", 2), ("support", 2)]
        save_team(session, SLUG, {"key": "support", "name": {"zh": "支持组", "en": "Support"}}, agents=())
        seed_demo_teams(session)
        assert len(list_teams(session, SLUG)[1].members) == 0
    database.dispose()
