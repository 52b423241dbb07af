"""The demo's database, customers and articles in it, made once for all tests that want the whole bot.

Indexing takes a minute. The database lies beside the models until an article, the encoder, the tables or the
code that indexes changes.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bot.embedding import embedder_name
from kb_index.folder_digest import digest_folder
from tests.model_home import CHECKOUT, CUSTOMERS, built_models

ARTICLES = CHECKOUT / "training_data" / "articles"
MIGRATIONS = CHECKOUT / "bot" / "persistence" / "migrations" / "versions"
CODE = (*(CHECKOUT / "kb_index").glob("*.py"), *MIGRATIONS.glob("*.py"))


def copy_demo_database(home: Path) -> None:
    """Puts the models and a database with the demo into `home`; skips as `built_models` does."""
    models = built_models()
    if not (home / "models").exists():
        (home / "models").symlink_to(models)
    kept = models.parent / "tests"
    kept.mkdir(exist_ok=True)
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = kept / f"demo-{_digest(models)}.db"
        if not made.exists():
            for old in kept.glob("demo-*"):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            _make(kept / "demo-home", models).rename(made)
    shutil.copy(made, home / "huiyi.db")


def _make(home: Path, models: Path) -> Path:
    home.mkdir()
    (home / "models").symlink_to(models)
    for command in (["demo", "load", str(CUSTOMERS)], ["kb", "index"]):
        subprocess.run(
            [sys.executable, "-c", "from bot.cli import main; main()", *command],
            cwd=CHECKOUT,
            env={**os.environ, "HUIYI_HOME": str(home)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
    return home / "huiyi.db"


def _digest(models: Path) -> str:
    whole = hashlib.sha256(embedder_name(models / "encoder").encode())
    whole.update(digest_folder(ARTICLES).encode())
    for path in (CUSTOMERS, *sorted(CODE)):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]
