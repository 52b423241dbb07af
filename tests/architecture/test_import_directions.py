"""The arrows of docs/architecture.md hold, and the check that holds them bites."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "nlu", "dialogs", "kb_index", "escalation", "training_data")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder)}
    )


def test_the_house_keeps_its_directions():
    outcome = lint_imports(ROOT)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("nlu/types.py", "import dialogs.types"),
        ("escalation/handoff.py", "import kb_index.types"),
        ("dialogs/events.py", "import nlu.pipeline"),
        ("kb_index/types.py", "import torch"),
    ],
)
def test_an_import_against_the_arrows_is_found(tmp_path, file, line):
    for package in PACKAGES:
        sources = shutil.ignore_patterns("__pycache__", "*.md", "*.yml", "*.jsonl", "static")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=sources)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / file
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    outcome = lint_imports(tmp_path)
    assert outcome.returncode != 0
    assert "BROKEN" in outcome.stdout


def test_importing_the_packages_does_nothing():
    heavy = {"torch", "spacy", "onnxruntime", "jieba"}
    code = f"import sys, {', '.join(PACKAGES)}; print(sorted({heavy!r} & set(sys.modules)))"
    outcome = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert outcome.stdout.strip() == "[]", outcome.stderr
