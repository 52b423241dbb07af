"""The help centre's search and the bot's turns read a question alike."""

from datetime import UTC, datetime

import numpy as np

from bot.model_registry import open_registry
from bot.settings import Settings
from bot.understanding import TenantUnderstanding
from tests.model_home import built_models

NOW = datetime(2026, 5, 12, 7, tzinfo=UTC)


def test_a_question_has_the_vector_that_it_has_in_a_turn_and_none_while_the_models_load() -> None:
    settings = Settings(home=built_models().parent)
    understanding = TenantUnderstanding(open_registry(settings), settings.encoder_folder)
    asked = "  怎么导出\u200b数据？ "
    assert understanding.embed(asked) is None
    understanding.warm_up()
    searched = understanding.embed(asked)
    in_a_turn = understanding.parse(asked, tenant_id="demo", now=NOW, timezone="+08:00").vector
    assert searched is not None
    assert in_a_turn is not None
    assert np.array_equal(searched, in_a_turn)
    assert understanding.embed(" ？！ ") is None
