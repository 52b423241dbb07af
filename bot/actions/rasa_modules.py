"""Actions in this process: `rasa_sdk.Action` classes of the modules that HUIYI_ACTION_MODULES names.

`rasa_sdk` comes in here and only where a module is named: with it come a web server and a telemetry library.
"""

import asyncio
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import SettingsWrong
from bot.outbox import Undeliverable

INSTALL = "pip install 'huiyi[actions]'"


@dataclass(frozen=True, slots=True)
class RasaModules:
    """The actions by name, each one's `run`."""

    known: Mapping[str, Callable[..., Any]]

    def run(self, body: dict[str, Any]) -> Any:
        """The answer as a server would give it. Raises what the action raises."""
        from rasa_sdk.executor import ActionExecutor
        from rasa_sdk.interfaces import ActionExecutionRejection

        # One of its own for each call: it keeps the domain, and calls of other tenants run beside this one.
        executor = ActionExecutor()
        executor.actions.update(self.known)
        try:
            result = asyncio.run(executor.run(body))
        except ActionExecutionRejection as rejection:
            raise Undeliverable(str(rejection)) from None
        return result.model_dump() if result else None


def load_modules(setting: str) -> RasaModules:
    """Imports what "shop.actions, other" names, with what is below a package. Raises SettingsWrong."""
    names = [name for name in (one.strip() for one in setting.split(",")) if name]
    if not names:
        return RasaModules({})
    try:
        from rasa_sdk.executor import ActionExecutor
    except ModuleNotFoundError as missing:
        raise SettingsWrong(f"HUIYI_ACTION_MODULES needs rasa-sdk ({missing}): {INSTALL}") from None
    executor = ActionExecutor()
    for name in names:
        try:
            executor.register_package(importlib.import_module(name))
        except (ImportError, SyntaxError, SystemExit) as wrong:  # the SDK exits for what lies below a package
            why = f"{type(wrong).__name__}: {wrong}"
            raise SettingsWrong(
                f"HUIYI_ACTION_MODULES names {name}, which cannot be imported ({why}); "
                "expected modules with rasa_sdk.Action classes on the Python path"
            ) from None
    return RasaModules(dict(executor.actions))
