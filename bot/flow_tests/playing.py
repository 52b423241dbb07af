"""Each script from its first message, with the demo's customers as their file has them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from tempfile import TemporaryDirectory
from typing import Any

from bot.bootstrap import Shelf, build
from bot.cli.talk import Talk
from bot.demo_tenant import SLUG, load_demo
from bot.persistence.database import Database
from bot.replay.run import shelf_of
from bot.replay.world import copy_articles
from bot.settings import Settings
from bot.tenants import get_tenant
from escalation.crm.demo_file import DemoFile
from training_data.scripts import Script, ScriptTurn


@dataclass(frozen=True, slots=True)
class Miss:
    """A turn that went otherwise than written; `wrong` says how, `acts` and `said` what there was."""

    script: str
    file: str
    user: str
    wrong: tuple[str, ...]
    acts: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Played:
    conversations: int
    turns: int
    misses: tuple[Miss, ...]

    @property
    def turns_passed(self) -> float:
        return 1 - len(self.misses) / self.turns if self.turns else 0.0

    @property
    def conversations_passed(self) -> float:
        missed = {miss.script for miss in self.misses}
        return 1 - len(missed) / self.conversations if self.conversations else 0.0

    def as_json(self) -> dict[str, Any]:
        return {
            "conversations": self.conversations,
            "turns": self.turns,
            "turns_passed": round(self.turns_passed, 4),
            "conversations_passed": round(self.conversations_passed, 4),
            "misses": [asdict(miss) for miss in self.misses],
        }


def play_all(
    talk: Talk, database: Database, demo: DemoFile, scripts: Sequence[Script], progress: Callable[[int], None]
) -> Played:
    """`database` is emptied of conversations before each script; `progress` is told how many are done."""
    misses: list[Miss] = []
    for done, script in enumerate(scripts, start=1):
        load_demo(database, demo)
        for turn in script.turns:
            outcome = talk.say(script.name, turn.user, customer=script.customer)
            if wrong := mistakes(turn, outcome.trace):
                said = " / ".join(str(reply["text"]) for reply in outcome.replies)
                acts = tuple(outcome.trace["acts"])
                misses.append(Miss(script.name, f"{script.file}:{script.line}", turn.user, wrong, acts, said))
        progress(done)
    return Played(len(scripts), sum(len(script.turns) for script in scripts), tuple(misses))


@contextmanager
def open_scratch(settings: Settings, live: Database, demo: DemoFile) -> Iterator[tuple[Talk, Database]]:
    """A bot of its own over an empty database, with the live one's articles. Nothing is written there."""
    shelf: Shelf = shelf_of(settings, live, [get_tenant(live, SLUG)])
    with TemporaryDirectory(prefix="huiyi-flows-") as folder:
        scratch = settings.model_copy(update={"database_url": f"sqlite:///{folder}/scratch.db"})
        service = build(scratch, knowledge=shelf)
        try:
            load_demo(service.database, demo)
            tenant = get_tenant(service.database, SLUG)
            service.tenants.replace([tenant])
            service.warm_up()
            with live.reading(tenant.id) as there, service.database.uow(tenant.id) as here:
                copy_articles(there, here)
            yield Talk(service, tenant), service.database
        finally:
            service.database.dispose()


def mistakes(turn: ScriptTurn, trace: Mapping[str, Any]) -> tuple[str, ...]:
    wrong = [f"no {act}" for act in turn.acts if act not in trace["acts"]]
    wrong += [f"has {act}" for act in turn.not_acts if act in trace["acts"]]
    for name, value in turn.slots.items():
        if str(trace["slots"].get(name)) != value:
            wrong.append(f"{name} is {trace['slots'].get(name)}, not {value}")
    if turn.flow != "" and trace["flow"] != turn.flow:
        wrong.append(f"flow is {trace['flow']}, not {turn.flow}")
    return tuple(wrong)
