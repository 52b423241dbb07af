import pytest

from escalation.errors import TransitionRefused
from escalation.ticketing.lifecycle import BY_STATUS, STATUSES, TicketChart, next_status, possible_statuses


@pytest.mark.parametrize(
    ("status", "happening", "becomes"),
    [
        ("new", "agent_replied", "open"),
        ("new", "customer_wrote", "new"),
        ("pending", "customer_wrote", "open"),
        ("on_hold", "customer_wrote", "on_hold"),
        ("resolved", "customer_wrote", "reopened"),
        ("closed", "customer_wrote", "reopened"),
        ("reopened", "agent_replied", "open"),
        ("pending", "agent_replied", "pending"),
    ],
)
def test_what_happens_moves_a_ticket(status, happening, becomes):
    assert next_status(status, happening) == becomes


def test_a_closed_ticket_is_not_put_on_hold_and_the_refusal_says_what_is_possible():
    with pytest.raises(
        TransitionRefused, match="got put_on_hold for a ticket that is closed; expected one of"
    ):
        next_status("closed", "put_on_hold")


def test_an_agent_is_offered_only_what_the_chart_allows():
    assert possible_statuses("resolved") == ("closed", "reopened")
    for status in STATUSES:
        for to in possible_statuses(status):
            assert next_status(status, BY_STATUS[to]) == to


def test_the_table_says_what_the_chart_does():
    for status in STATUSES:
        for happening in ("customer_wrote", "agent_replied", *BY_STATUS.values()):
            chart = TicketChart(start_value=status)
            if happening in {event.id for event in chart.allowed_events}:
                chart.send(happening)
                assert next_status(status, happening) == chart.current_state_value
            else:
                with pytest.raises(TransitionRefused):
                    next_status(status, happening)
