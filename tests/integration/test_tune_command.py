"""`huiyi encoder tune` on a home with a tiny encoder."""

import shutil
from pathlib import Path

import pytest

import training_data
from nlu.encoder.adapter import read_adapter
from tests.command import huiyi
from tests.tiny_home import build_tiny_home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch", reason="tuning needs the extra 'train'")
    return build_tiny_home(tmp_path_factory.mktemp("home") / "home")


@pytest.fixture(autouse=True)
def tiny_encoder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYI_ENCODER", str(home / "models" / "encoder"))


@pytest.mark.parametrize(
    ("recipe", "says"),
    [("low-rank", "round 1 of 1"), ("whole", "cut to rank 64")],
)
def test_an_adapter_is_all_that_is_left_of_a_tuning(
    home: Path, tmp_path: Path, recipe: str, says: str
) -> None:
    articles, out = tmp_path / "articles", tmp_path / "out" / "mine.safetensors"
    articles.mkdir()
    for path in (Path(training_data.__file__).parent / "articles").glob("reset-password.*.md"):
        shutil.copy(path, articles)
    command = ("encoder", "tune", str(out), "--data", str(home / "data"), "--hold", str(articles))
    outcome = huiyi(home, *command, "--recipe", recipe, "--rounds", "1")
    assert outcome.returncode == 0, outcome.stderr
    assert f"tune: {says}" in outcome.stdout
    assert [path.name for path in out.parent.iterdir()] == ["mine.safetensors"]
    assert read_adapter(out).maps


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--recipe", "half"), "'half' is not one of 'low-rank', 'whole'"),
        (("--recipe", "whole", "--rounds", "0"), "greater than or equal to 1"),
        (("--earlier", "{out}"), "OUT is written after each round, before all is learned; give OUT another"),
        (
            ("--recipe", "whole", "--earlier", "{shipped}"),
            "was made for another encoder; tune anew without it",
        ),
        (("--data", "{few}"), "expected two intents at least"),
        (("--hold", "{few}"), "torn.en.md"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    home: Path, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    from nlu.encoder.build import OUR_ADAPTER

    out, few = tmp_path / "mine.safetensors", tmp_path / "few"
    out.touch()
    (few / "train" / "en").mkdir(parents=True)
    (few / "train" / "en" / "greet.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n'
        + "".join(f"    - hi {n}\n" for n in range(6))
    )
    (few / "torn.en.md").write_text("no front matter\n", "utf-8")
    given = [one.format(out=out, shipped=OUR_ADAPTER, few=few) for one in arguments]
    outcome = huiyi(home, "encoder", "tune", str(out), "--data", str(home / "data"), *given)
    assert outcome.returncode == 2
    assert says in " ".join(outcome.stderr.replace("│", " ").split())
    assert not out.read_bytes()
