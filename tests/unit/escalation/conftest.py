import itertools
import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import DateTime, create_engine
from sqlalchemy.orm import Session

import escalation.crm.models
import escalation.ticketing.models  # noqa: F401 - declares its tables
from bot.persistence.moments import AwareDateTime
from escalation.crm.demo_file import check_demo_file, replace_customers
from escalation.models import Base

DEMO = Path(__file__).parents[3] / "training_data" / "demo" / "customers.json"
TUESDAY = datetime.fromisoformat("2026-05-12T15:00:00+08:00")


@pytest.fixture
def demo():
    return json.loads(DEMO.read_text(encoding="utf-8"))


@pytest.fixture
def session(demo):
    engine = create_engine("sqlite://")
    engine.dialect.colspecs = {**engine.dialect.colspecs, DateTime: AwareDateTime}  # as in the service
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        replace_customers(session, "demo", check_demo_file(demo), now=TUESDAY)
        yield session
    engine.dispose()


@pytest.fixture
def new_id():
    ids = itertools.count(1)
    return lambda: f"id{next(ids)}"
