"""A real Request Tracker 5 of one's own: Debian's package over SQLite in a folder, on a loopback port.

The agent is alice; Huiyi works as the user huiyi, who has the token and the custom field HuiyiKey. About five
seconds to set up.
"""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
SETUP = "rt-setup-database-5"
PASSWORD = "secret of the tests"
ROOT_PASSWORD = "password"  # what RT sets up with
READY_S = 180.0  # beside other work on two cores
PACKAGES = "Request Tracker 5 (Debian: apt-get install request-tracker5 rt5-db-sqlite rt5-standalone)"

_SITE = """
Set($rtname, 'huiyi.test');
Set($Organization, 'huiyi.test');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rt.sqlite3');
Set($LogToSTDERR, 'error');
Set($LogToSyslog, undef);
Set($LogToFile, undef);
Set($MailCommand, 'testfile');
Set($BcryptCost, 10);
Set($WebSessionClass, 'Apache::Session::File');
$RT::VarPath = '{folder}/var';
$RT::MasonDataDir = '{folder}/mason';
$RT::MasonSessionDir = '{folder}/session';
1;
"""
_PEOPLE = """
@Users = map {{ {{ Name => $_, Password => '{password}', EmailAddress => "$_\\@huiyi.test", Privileged => 1,
    RealName => ucfirst $_ }} }} qw(huiyi alice);
@CustomFields = ({{ Name => 'HuiyiKey', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket',
    Queue => 0, MaxValues => 1 }});
@ACL = map {{ my $right = $_; map {{ {{ UserId => $_, Right => $right }} }} qw(huiyi alice) }} qw(SeeQueue
    CreateTicket ShowTicket ShowTicketComments ReplyToTicket CommentOnTicket ModifyTicket OwnTicket
    SeeCustomField ModifyCustomField SetInitialCustomField);
@Final = (sub {{
    my $user = RT::User->new(RT->SystemUser);
    $user->Load('huiyi');
    my ($ok, $told, $token) = RT::AuthToken->new(RT->SystemUser)->Create(
        Owner => $user->Id, Description => 'tests');
    print "TOKEN=$token\\n";
}});
"""


@dataclass
class RequestTracker:
    """`token` is huiyi's."""

    folder: Path
    port: int
    token: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, body: Any = None, *, method: str | None = None, user: str = "alice") -> Any:
        """As a person there would: the JSON of an answer under /REST/2.0."""
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/REST/2.0{path}", sent, method=method)  # noqa: S310
        password = ROOT_PASSWORD if user == "root" else PASSWORD
        login = base64.b64encode(f"{user}:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {login}")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own
            return json.loads(answer.read() or b"null")

    def tickets(self, query: str = "id > 0") -> list[str]:
        """Their ids."""
        found: list[str] = []
        page = 1
        while True:
            asked = urllib.parse.urlencode({"query": query, "per_page": 100, "page": page})
            items = self.ask(f"/tickets?{asked}")["items"]
            found += [str(one["id"]) for one in items]
            if len(items) < 100:
                return found
            page += 1

    def thread(self, ticket: str) -> list[tuple[str, str]]:
        """(type, first line of the subject it came with) of its messages, oldest first."""
        query = (
            f"ObjectType = 'RT::Ticket' AND ObjectId = {ticket} AND (Type = 'Correspond' OR Type = 'Comment')"
        )
        asked = urllib.parse.urlencode(
            {"query": query, "fields": "Type,Data", "orderby": "id", "per_page": 100}
        )
        items = self.ask(f"/transactions?{asked}")["items"]
        return [(one["Type"], one["Data"].strip()) for one in items]

    def start(self) -> None:
        log = (self.folder / "server.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                [str(SERVER), "--port", str(self.port), "--host", "127.0.0.1", "--max-workers", "3"],
                env=_environment(self.folder),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_S
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "server.log").read_text(errors="replace")[-2000:])
            time.sleep(0.05)

    def stop(self) -> None:
        """With its workers."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def _answers(self) -> bool:
        try:
            return bool(self.ask("/rt"))
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def is_installed() -> bool:
    return SERVER.exists() and shutil.which(SETUP) is not None


@contextmanager
def request_tracker(folder: Path) -> Iterator[RequestTracker]:
    """Set up in the folder, which is empty, and running."""
    tracker = RequestTracker(folder, _any_port())
    for name in ("var", "mason", "session", "site"):
        (folder / name).mkdir(parents=True)
    (folder / "RT_SiteConfig.pm").write_text(_SITE.format(folder=folder, port=tracker.port))
    people = folder / "people.pl"
    people.write_text(_PEOPLE.format(password=PASSWORD))
    _set_up(folder, "--action", "init")
    said = _set_up(folder, "--action", "insert", "--skip-create", "--datafile", str(people))
    found = re.search(r"TOKEN=(\S+)", said)
    if found is None:
        raise RuntimeError(f"no token was made: {said[-2000:]}")
    tracker.token = found.group(1)
    try:
        tracker.start()
        yield tracker
    finally:
        tracker.stop()


def _set_up(folder: Path, *arguments: str) -> str:
    outcome = subprocess.run(
        [SETUP, "--force", *arguments],
        env=_environment(folder),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    if outcome.returncode:
        raise RuntimeError(f"{SETUP} {arguments}: {outcome.stdout[-2000:]}{outcome.stderr[-2000:]}")
    return outcome.stdout


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "RT_SITE_CONFIG": str(folder / "RT_SiteConfig.pm"),
        "RT_SITE_CONFIG_DIR": str(folder / "site"),
        "TMPDIR": str(folder),
    }


def _any_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
