from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from escalation.routing.assignment import Member, Need, choose_agent, languages_taken

LI = Member("a_li", "李", active=True, present=True, open=0, capacity=5, languages=frozenset({"zh"}))
SAM = Member("a_sam", "Sam", active=True, present=True, open=0, capacity=5, languages=frozenset({"en"}))
ENGLISH, CHINESE = Need("en"), Need("zh")


def test_whoever_speaks_the_language_gets_it():
    assert choose_agent([LI, SAM], ENGLISH).agent_id == "a_sam"
    assert choose_agent([LI, SAM], CHINESE).agent_id == "a_li"


def test_nobody_gets_what_they_cannot_read():
    chosen = choose_agent([LI], ENGLISH)
    assert chosen.agent_id is None
    assert chosen.reason.en == "nobody can take it: 李 does not speak en"


def test_who_has_listed_no_language_takes_any():
    assert choose_agent([replace(LI, languages=frozenset())], ENGLISH).agent_id == "a_li"


def test_the_module_decides_between_two_who_speak_it():
    reports = replace(SAM, agent_id="a_z", modules=frozenset({"reports"}), open=4)
    assert choose_agent([SAM, reports], Need("en", module="reports")).agent_id == "a_z"
    assert choose_agent([SAM, reports], Need("en", module="board")).agent_id == "a_sam"


def test_the_lighter_load_in_proportion_to_capacity_decides_between_equals():
    busy = replace(SAM, open=2, capacity=4)
    large = replace(SAM, agent_id="a_z", open=3, capacity=30)
    assert choose_agent([busy, large], ENGLISH).agent_id == "a_z"


def test_who_is_away_full_or_gone_gets_nothing_and_the_reason_says_so():
    away, full, gone = (
        replace(SAM, present=False),
        replace(SAM, agent_id="a_f", name="Flo", open=5),
        replace(SAM, agent_id="a_g", name="Gus", active=False),
    )
    chosen = choose_agent([away, full, gone], ENGLISH)
    assert chosen.agent_id is None
    assert chosen.reason.en == (
        "nobody can take it: Sam is not at the console; Flo has a full load (5 of 5); "
        "Gus has left or is switched off"
    )
    assert "不在线" in chosen.reason.zh


def test_a_reopened_ticket_goes_to_who_had_it_if_they_can_take_it():
    other = replace(SAM, agent_id="a_z", open=4)
    assert choose_agent([SAM, other], ENGLISH, before="a_z").agent_id == "a_z"
    assert choose_agent([SAM, replace(other, open=5)], ENGLISH, before="a_z").agent_id == "a_sam"
    assert choose_agent([SAM, replace(other, active=False)], ENGLISH, before="a_z").agent_id == "a_sam"


def test_a_team_without_people_keeps_it():
    assert choose_agent([], ENGLISH).reason.zh == "团队里没有人"


LANGUAGES = st.frozensets(st.sampled_from(["zh", "en"]))
MEMBERS = st.lists(
    st.builds(
        Member,
        agent_id=st.uuids().map(str),
        name=st.text(max_size=5),
        active=st.booleans(),
        present=st.booleans(),
        open=st.integers(0, 6),
        capacity=st.integers(0, 5),
        languages=LANGUAGES,
        modules=st.frozensets(st.sampled_from(["board", "reports"])),
        products=st.just(frozenset()),
    ),
    max_size=6,
    unique_by=lambda member: member.agent_id,
)


@given(members=MEMBERS, language=st.sampled_from(["zh", "en"]), data=st.data())
def test_nobody_unable_is_ever_chosen_and_somebody_able_always_is(members, language, data):
    before = data.draw(st.sampled_from([None, *(member.agent_id for member in members)]))
    chosen = choose_agent(members, Need(language, module="board"), before=before)
    able = {
        member.agent_id
        for member in members
        if member.active
        and member.present
        and member.open < member.capacity
        and (not member.languages or language in member.languages)
    }
    assert (chosen.agent_id in able) if able else (chosen.agent_id is None)
    assert chosen.reason.zh
    assert chosen.reason.en
    assert before not in able or chosen.agent_id == before


@given(members=MEMBERS, language=st.sampled_from(["zh", "en"]))
def test_a_language_is_taken_where_somebody_would_be_chosen_for_it(members, language):
    taken = languages_taken(members)
    chosen = choose_agent(members, Need(language)).agent_id
    assert (taken is None or language in taken) == (chosen is not None)
