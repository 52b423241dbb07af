"""`huiyi` as scripts and people call it: a process, what it prints, how it ends.

What it imports takes seconds. A server has imported it all; each command is a fork of it, and starts at once.
"""

import atexit
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

from tests.model_home import CHECKOUT

# Beside the commands: what they import when they are called.
IMPORTED = (
    "bot.app", "bot.bootstrap", "bot.flow_tests.playing", "nlu.evaluation", "nlu.pipeline", "nlu.training",
    "sklearn.linear_model", "spacy",
)  # fmt: skip
LONGEST_S = 300


def huiyi(
    home: Path, *arguments: object, lines: Sequence[object] | str = ""
) -> subprocess.CompletedProcess[str]:
    """`lines` are typed: as they are, or as JSON, one to a line."""
    typed = lines if isinstance(lines, str) else "".join(json.dumps(line) + "\n" for line in lines)
    with tempfile.TemporaryDirectory(prefix="huiyi-command-") as folder:
        streams = [Path(folder) / name for name in ("stdin", "stdout", "stderr")]
        streams[0].write_text(typed, encoding="utf-8")
        asked = {
            "arguments": [str(one) for one in arguments],
            "environment": {**os.environ, "HUIYI_HOME": str(home)},
            "streams": [str(path) for path in streams],
        }
        server = _server()
        assert server.stdin is not None and server.stdout is not None
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        out, err = (path.read_text(encoding="utf-8") for path in streams[1:])
    return subprocess.CompletedProcess(arguments, code, out, err)


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.command"],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(server.kill)
    return server


def _serve() -> list[str]:
    """Answers with the exit code of each command that is asked for; returns its arguments in the command."""
    for name in (*IMPORTED, *(one.name for one in pkgutil.iter_modules(["bot/cli"], "bot.cli."))):
        importlib.import_module(name)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(asked["environment"], asked["streams"])
            return list(asked["arguments"])
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    sys.exit()


def _become(environment: dict[str, str], streams: list[str]) -> None:
    signal.alarm(LONGEST_S)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate(streams):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - what the server had read ahead is not the command's


def _end(outcome: SystemExit) -> NoReturn:
    """At once: threads of the server's libraries are not there in a fork to be waited for."""
    sys.stdout.flush()
    sys.stderr.flush()
    code = outcome.code
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    sys.argv[1:] = _serve()
    from bot.cli import main

    try:
        main()
    except SystemExit as outcome:
        _end(outcome)
    _end(SystemExit())
