"""Build hook: takes htmx from the django-htmx wheel, so that nothing is vendored and no CDN is asked."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HTMX = "bot/web/console/static/htmx.min.js"


class TakeHtmx(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        target = Path(self.root) / HTMX
        target.parent.mkdir(parents=True, exist_ok=True)
        # The files are read as data: importing django_htmx would need a configured Django.
        target.write_bytes(files("django_htmx").joinpath("static/django_htmx/htmx-2.min.js").read_bytes())
        build_data["artifacts"].append(HTMX)
