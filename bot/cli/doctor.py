"""`huiyi doctor`: what is missing or wrong on this machine, and how to mend it."""

import json
import shutil
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.errors import expected_errors
from bot.clock import utc_now
from bot.errors import DatabaseUnsafe, SettingsWrong
from bot.settings import Settings, load_settings

NEEDED_DISK_GB = 2
RENEW_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome; `mend` is empty where all is well. Not `required`: the service runs without it."""

    check: str
    ok: bool
    found: str
    mend: str = ""
    required: bool = True


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Check this machine: what is missing or wrong, and how to mend it. Exit 2 if the service cannot run."""
    findings = list(examine(load_settings()))
    healthy = all(finding.ok for finding in findings if finding.required)
    if json_:
        report = {"healthy": healthy, "findings": [asdict(finding) for finding in findings]}
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        for finding in findings:
            sign = "ok  " if finding.ok else ("FAIL" if finding.required else "note")
            typer.echo(f"{sign}  {finding.check}: {finding.found}")
            if finding.mend:
                typer.echo(f"      → {finding.mend}")
        typer.echo("All is well." if healthy else "The service cannot run like this.")
    if not healthy:
        raise typer.Exit(2)


def examine(settings: Settings) -> Iterator[Finding]:
    """Every check, in the order in which a fresh machine meets them."""
    yield _python()
    yield _home(settings)
    yield _disk(settings)
    yield _sqlite(settings)
    yield _attempt("encoder", lambda: _load_encoder(settings), "huiyi encoder build")
    yield _model(settings)
    yield from _own_models(settings)
    yield _attempt(
        "database", lambda: _open_database(settings), "restore a backup, or set HUIYI_DATABASE_URL to another"
    )
    yield _port(settings)
    if settings.mail_listen:
        yield from _mail_certificate(settings)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    yield Finding(
        "browser for tests", chromium is not None, chromium or "none found",
        "" if chromium else "Debian: apt-get install chromium", required=False,
    )  # fmt: skip


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return Finding("Python", ok, found, "" if ok else "install Python 3.11 or newer, then make clean run")


def _home(settings: Settings) -> Finding:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        probe = settings.home / ".probe"
        probe.write_text("", encoding="utf-8")
        probe.unlink()
    except OSError as wrong:
        return Finding(
            "home", False, f"{settings.home}: {wrong.strerror}", "set HUIYI_HOME to another folder"
        )
    return Finding("home", True, str(settings.home))


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.home if settings.home.exists() else ".").free / 1e9
    ok = free >= NEEDED_DISK_GB
    mend = "" if ok else f"free {NEEDED_DISK_GB} GB, or move HUIYI_HOME"
    return Finding("disk", ok, f"{free:.1f} GB free", mend)


def _sqlite(settings: Settings) -> Finding:
    from bot.persistence.engine import sqlite_module

    needed = settings.url.startswith("sqlite")
    try:
        return Finding("SQLite", True, sqlite_module().sqlite_version, required=needed)
    except DatabaseUnsafe as wrong:
        return Finding("SQLite", False, str(wrong), "pip install pysqlite3", required=needed)


def _load_encoder(settings: Settings) -> str:
    from nlu.encoder.onnx_encoder import OnnxEncoder

    OnnxEncoder.load(settings.encoder_folder)
    return str(settings.encoder_folder)


def _model(settings: Settings) -> Finding:
    """A service starts with the version before, where that in force cannot serve."""
    from bot.model_registry import open_registry
    from nlu.encoder.checksum import check_folder
    from nlu.versions.registry import ALL

    def find_before() -> str:
        version = open_registry(settings).find_before(ALL, check_folder(settings.encoder_folder))
        return "" if version is None else str(version.name)

    found = _attempt("intent model", lambda: _load_pipeline(settings), "huiyi train, or promote another")
    if found.ok:
        return found
    before = _attempt("", find_before, "")
    if not before.ok or not before.found:
        return found
    told = f"{found.found}; {before.found}, which was in force before, serves meanwhile"
    return replace(found, found=told, mend="huiyi models rollback, or promote another", required=False)


def _load_pipeline(settings: Settings) -> str:
    from bot.model_registry import open_registry
    from nlu.pipeline import Pipeline
    from nlu.versions.registry import ALL

    registry = open_registry(settings)
    serving = registry.in_force(ALL)
    Pipeline.load(serving.folder, settings.encoder_folder)
    if serving.name is None:
        return str(serving.folder)
    last = registry.pointer(ALL).history[-1]
    return f"version {serving.name} in force since {last.at} by {last.by}"


def _own_models(settings: Settings) -> Iterator[Finding]:
    """A tenant whose version cannot serve is served by all's."""
    from bot.model_registry import open_registry
    from nlu.encoder.checksum import check_folder
    from nlu.versions.registry import ALL

    registry = open_registry(settings)

    def check(owner: str) -> str:
        serving = registry.in_force(owner)
        serving.check(check_folder(settings.encoder_folder))
        return "follows all" if registry.follows_all(owner) else f"version {serving.name}"

    for owner in registry.owners():
        if owner != ALL:
            mend = f"huiyi models rollback --tenant {owner}, or promote another"
            found = _attempt(f"model of {owner}", lambda owner=owner: check(owner), mend)  # type: ignore[misc]
            yield replace(found, required=False)


def _open_database(settings: Settings) -> str:
    from sqlalchemy.engine import make_url

    from bot.persistence.engine import build_engine, check_whole

    if settings.url.startswith("sqlite") and not Path(make_url(settings.url).database or "").exists():
        return "none yet; the first start makes it"
    engine = build_engine(settings.url, allow_bypassing_role=settings.allow_bypassing_role)
    try:
        check_whole(engine)
    finally:
        engine.dispose()
    return engine.url.render_as_string(hide_password=True)


def _attempt(check: str, act: Callable[[], str], mend: str) -> Finding:
    try:
        return Finding(check, True, act())
    except expected_errors() as wrong:
        return Finding(check, False, str(wrong), mend)


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as wrong:
            name = f"{settings.host}:{settings.port}"
            found = f"{name} cannot be had: {wrong.strerror}"
            return Finding("port", False, found, "huiyi serve --port, or HUIYI_PORT", required=False)
    return Finding("port", True, f"{settings.host}:{settings.port} is free")


def _mail_certificate(settings: Settings) -> Iterator[Finding]:
    # Nothing public of the standard library tells a certificate's dates.
    from _ssl import _test_decode_cert  # type: ignore[attr-defined]

    from bot.mail.tls import read_mail_tls

    try:
        read_mail_tls(settings)
    except SettingsWrong as wrong:
        yield Finding("mail certificate", False, str(wrong), "set both, to files that belong together")
        return
    if settings.mail_tls_cert:
        end = ssl.cert_time_to_seconds(_test_decode_cert(settings.mail_tls_cert)["notAfter"])
        until, now = datetime.fromtimestamp(end, UTC), utc_now()
        ok = until - now > RENEW_BEFORE
        found = f"{'runs' if until > now else 'ran'} out on {until:%Y-%m-%d}"
        mend = "" if ok else "renew it: new files are taken up without a restart"
        yield Finding("mail certificate", ok, found, mend, required=False)
