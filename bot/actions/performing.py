"""Finds by whom an action is performed: in this process, by the action server, or by an HTTP call."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions.catalogue import read_actions
from bot.actions.effect import Call
from bot.actions.hosts import read_hosts, target_of
from bot.actions.http_action import HttpActions
from bot.actions.rasa_call import read_responses, webhook_body
from bot.actions.rasa_modules import RasaModules, load_modules
from bot.actions.rasa_server import RasaServer
from bot.errors import SettingsWrong
from bot.outbox import Undeliverable
from bot.settings import Settings
from dialogs.flow.spec import FlowSpec
from dialogs.types import BotResponse


@dataclass(frozen=True, slots=True)
class Actions:
    """`server` is asked for what `modules` does not have."""

    modules: RasaModules
    server: RasaServer | None
    http: HttpActions

    def perform(self, call: Call, said: str) -> tuple[BotResponse, ...]:
        """What to tell the customer; `said` is their message. Undeliverable where another try is in vain."""
        name = call.action.name
        if call.action.kind == "http":
            return self.http.perform(call)
        body = webhook_body(call, said)
        if name in self.modules.known:
            return read_responses(call, self.modules.run(body))
        if self.server is not None:
            return read_responses(call, self.server.run(call, body))
        known = ", ".join(sorted(self.modules.known)) or "none"
        raise Undeliverable(
            f"no action {name}; HUIYI_ACTION_MODULES has: {known}; HUIYI_ACTION_ENDPOINT names no server"
        )


def load_actions(
    settings: Settings, clock: Callable[[], datetime], environment: Mapping[str, str] = os.environ
) -> Actions:
    """Raises SettingsWrong or ActionsBroken."""
    timeout_s = settings.action_timeout.total_seconds()
    hosts, file = read_hosts(settings.action_hosts), settings.actions_file
    wanted = settings.actions is not None or file.exists()
    known = read_actions(file, hosts, environment) if wanted else {}
    return Actions(
        modules=load_modules(settings.action_modules),
        server=_server(settings.action_endpoint, timeout_s),
        http=HttpActions(known, hosts, timeout_s, clock),
    )


def check_flows(specs: Iterable[FlowSpec], actions: Actions) -> None:
    """Raises SettingsWrong for a flow whose action nobody here performs."""
    for spec in specs:
        action = spec.action
        if action and action.kind == "http" and action.name not in actions.http.known:
            known = ", ".join(sorted(actions.http.known)) or "none"
            raise SettingsWrong(f"{spec.file} calls the HTTP action {action.name}; actions.yml has {known}")
        if action and action.kind == "rasa" and not (actions.server or action.name in actions.modules.known):
            raise SettingsWrong(
                f"{spec.file} calls the action {action.name}; set HUIYI_ACTION_MODULES to the module that "
                "has it, or HUIYI_ACTION_ENDPOINT to an action server"
            )


def _server(endpoint: str | None, timeout_s: float) -> RasaServer | None:
    if endpoint is None:
        return None
    try:
        target_of(endpoint, private_too=True)
    except ValueError as wrong:
        raise SettingsWrong(f"HUIYI_ACTION_ENDPOINT: {wrong}; expected http://host:5055/webhook") from None
    return RasaServer(endpoint, timeout_s)
