"""One conversation in which a customer, two agents, two processes and the sweeper act in a random order.

A step may fall into a turn of the bot, between the reading of the message and the decision, or between the
sweeper's look and its deed: that is where an answer could come too late.
"""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.conversations import find_conversation, read_messages
from bot.errors import NotYoursToAnswer
from bot.inbox import Arrival
from bot.intake import WEB
from bot.leases import Leases
from bot.models import InboxItem
from bot.principal import Principal
from bot.tenants import store_tenant
from tests.scripted import NOW, Scripted

AGENTS = (Principal("agent", "demo", "a_1", "Ning"), Principal("agent", "demo", "a_2", "Li"))
ALWAYS = {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "23:59"}
STEPS = 20
DEEPEST = 2
"""Turns under way at once: each stands for another process."""


@dataclass
class Interleaving:
    """`happened` counts what there was to go wrong; `problems` says what did."""

    scripted: Scripted
    happened: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        service = self.scripted.service
        self._leases = Leases(service.database, service.hub)
        self.scripted.understanding.meanwhile = self._meanwhile

    def run(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._now = datetime.now(UTC)
        self._name, self._sent, self._depth, self._left = f"c{seed}", 0, 0, STEPS
        self._customer = Principal("visitor", "demo", self._name)
        self._tenant = replace(self.scripted.demo, business_hours=ALWAYS, back_to_bot=bool(seed % 2))
        self.scripted.service.intake.open_conversation(
            self._customer, language="en", contact=None, key=None, new_id=self._name, now=self._now
        )
        while self._left > 0:
            self._step()
        self.scripted.service.processor.answer("demo", self._name)
        self._leases.end(self._tenant, self._name, self._now + timedelta(days=1))
        self.problems += [f"seed {seed}: {problem}" for problem in self._check()]

    def _step(self) -> None:
        self._left -= 1
        steps = (
            self._say,
            self._turn,
            self._take_over,
            self._hand_back,
            self._reply,
            self._wait,
            self._sweep,
        )
        self._random.choices(steps, weights=(5, 6, 4, 2, 2, 5, 5))[0]()

    def _meanwhile(self) -> None:
        self._depth += 1
        for _ in range(self._random.randrange(4) if self._depth <= DEEPEST else 0):
            self._step()
        self._depth -= 1

    def _arrival(self, text: str) -> Arrival:
        self._sent += 1
        return Arrival(self._name, WEB, f"{self._name}:{self._sent}", text, client_id=str(self._sent))

    def _say(self) -> None:
        text = self._random.choice(("hello", "hello", "person"))
        self.scripted.service.intake.receive(self._customer, self._arrival(text), self._now)

    def _turn(self) -> None:
        if self._depth < DEEPEST:
            self.scripted.service.processor.answer("demo", self._name)

    def _take_over(self) -> None:
        agent = self._random.choice(AGENTS)
        self.scripted.service.ownership.take_over(agent, self._name, self._now)
        self.happened["takeovers during a turn" if self._depth else "takeovers between turns"] += 1

    def _hand_back(self) -> None:
        self.scripted.service.ownership.hand_back(self._random.choice(AGENTS), self._name, self._now)

    def _reply(self) -> None:
        try:
            agent = self._random.choice(AGENTS)
            self.scripted.service.ownership.reply(agent, self._arrival("I am here"), self._now)
        except NotYoursToAnswer:
            self.happened["replies refused"] += 1

    def _wait(self) -> None:
        self._now += timedelta(minutes=self._random.randrange(1, 20))

    def _sweep(self) -> None:
        """Two processes look; others act; then both do what they saw, one after the other."""
        due = [one for one in self._leases.list_due(self._tenant, self._now) if one == self._name]
        for _ in range(self._random.randrange(4) if due else 0):
            self._step()
        ended = [self._leases.end(self._tenant, one, self._now) for one in due * 2]
        self.happened["waits ended"] += sum(ended)
        self.happened["waits that were over no more"] += bool(due) and not any(ended)
        if ended.count(True) > 1:
            self.problems.append(f"{self._name}: the same wait ended twice")

    def _check(self) -> list[str]:
        with self.scripted.service.database.reading("demo") as session:
            fence = find_conversation(session, self._name)["fence"]
            thread = read_messages(session, self._name, after=0, limit=500)
            undone = select(func.count(InboxItem.seq)).where(
                InboxItem.conversation_id == self._name, InboxItem.state != "done"
            )
            problems = [f"{count} messages without a turn" for count in [session.scalar(undone)] if count]
        holder, changes = None, 0
        for one in thread:
            if one["author"] == "system":
                before, holder = holder, _holder_after(one["text"], holder)
                changes += holder != before
            elif one["author"] == "bot":
                self.happened["bot messages"] += 1
                if holder:
                    self.happened["bot messages after a takeover"] += 1
                    problems.append(f"the bot spoke while {holder} had the conversation: {one}")
            elif one["author"] == "agent" and one["name"] != holder:
                problems.append(f"{one['name']} spoke while {holder or 'the bot'} had the conversation")
        if fence != changes:
            problems.append(f"fence {fence} after {changes} changes of owner")
        if [one["seq"] for one in thread] != list(range(1, len(thread) + 1)):
            problems.append("the sequence has holes")
        return problems


def _holder_after(said: str, holder: str | None) -> str | None:
    if said.endswith(" joined the conversation."):
        return said.split()[0]
    return None if " left the conversation. " in said or " has not been able to reply." in said else holder


def keep_desk_open(scripted: Scripted) -> None:
    """Day and night, for turns that really happen now."""
    demo = replace(scripted.demo, business_hours=ALWAYS)
    with scripted.service.database.control() as session:
        store_tenant(session, demo, now=NOW)
    scripted.service.tenants.replace([demo, scripted.other])
