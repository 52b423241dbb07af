"""`huiyi train` and `huiyi models` on a home with a tiny encoder, as an operator goes through a week."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command import huiyi
from tests.model_home import CUSTOMERS
from tests.tiny_home import build_tiny_home, relabelled, said_otherwise, write_messages
from tests.unit.nlu.tiny_messages import tiny_messages


@pytest.fixture(scope="module")
def trained_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`data` in force, a model of `swapped` data beside it; not to be written into."""
    pytest.importorskip("torch", reason="building an encoder needs the extra 'train'")
    home = build_tiny_home(tmp_path_factory.mktemp("home") / "home")
    write_messages(relabelled(), home / "swapped" / "train")
    first = huiyi(home, "train", "--data", str(home / "data"), "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["in_force"] is True
    manifest = home / "models" / "intent" / "manifest.json"
    os.utime(manifest, (0, 0))
    second = huiyi(home, "train", "--data", str(home / "swapped"))
    assert second.returncode == 0, second.stderr
    assert "is trained; promote it by huiyi models promote 2" in second.stdout
    # For make, whose rule this file is the target of, the model is up to date.
    assert manifest.stat().st_mtime > 0
    return home


@pytest.fixture
def home(trained_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained_home, tmp_path / "home", symlinks=True))


def listed(home: Path) -> dict:
    return dict(json.loads(huiyi(home, "models", "list", "--json").stdout))


def test_a_first_training_is_in_force_and_a_second_waits(home: Path) -> None:
    told = listed(home)
    assert [one["standing"] for one in told["versions"]] == ["in force", "kept"]
    assert told["in_force"]["version"] == told["versions"][0]["version"]
    for one in told["versions"]:
        assert one["problem"] is None
        assert {"data", "metrics", "versions", "recipe", "made_at"} <= one["manifest"].keys()
    assert "in force since" in huiyi(home, "doctor").stdout
    assert huiyi(home, "parse", "my bill").stdout.count("check_bill") >= 1


def test_a_worse_model_needs_force_with_a_reason_and_can_be_rolled_back(home: Path) -> None:
    good, worse = (one["version"] for one in listed(home)["versions"])
    promote = ("models", "promote", worse, "--data", str(home / "data"))
    refused = huiyi(home, *promote)
    assert refused.returncode == 2
    assert "in-scope accuracy fell" in refused.stderr
    without_reason = huiyi(home, *promote, "--force")
    assert (without_reason.returncode, listed(home)["in_force"]["version"]) == (2, good)
    forced = huiyi(home, *promote, "--force", "--reason", "to see it", "--by", "ning", "--json")
    entry = json.loads(forced.stdout)
    assert (entry["forced"], entry["reason"], entry["by"]) == (True, "to see it", "ning")
    assert huiyi(home, *promote).returncode == 0  # in force already
    back = huiyi(home, "models", "rollback", "--reason", "it mixed up bills")
    assert (back.returncode, listed(home)["in_force"]["version"]) == (0, good)
    shown = huiyi(home, "models", "show", worse).stdout
    assert "by force by ning (to see it)" in shown
    assert "asks back where two intents are closer than 0.10" in shown
    assert huiyi(home, "models", "rollback").returncode == 2


def test_what_cannot_serve_is_told_and_refused(home: Path) -> None:
    _, other = (one["version"] for one in listed(home)["versions"])
    (home / "models" / "versions" / "all" / other / "head.safetensors").unlink()
    assert "not those that were trained" in huiyi(home, "models", "list").stdout
    refused = huiyi(home, "models", "promote", other, "--data", str(home / "data"))
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    unknown = huiyi(home, "models", "promote", "20200101T000000Z-0000000000")
    assert unknown.returncode == 2
    assert other in unknown.stderr
    assert huiyi(home, "models", "list", "--tenant", "nobody").returncode == 2


def test_a_version_in_force_that_is_gone_from_the_disk_is_told(home: Path) -> None:
    good, other = (one["version"] for one in listed(home)["versions"])
    assert "gone" not in huiyi(home, "models", "list").stdout
    assert listed(home)["in_force"]["gone"] is False
    assert huiyi(home, "demo", "load", CUSTOMERS).returncode == 0
    shutil.rmtree(home / "models" / "versions" / "all" / good)
    told = huiyi(home, "models", "list").stdout
    assert other in told
    assert f"in force is {good}, which is gone from {home / 'models' / 'versions' / 'all'}; put its" in told
    assert f"in force is {good}, which is gone" in huiyi(home, "models", "list", "--tenant", "demo").stdout
    assert listed(home)["in_force"]["gone"] is True
    shutil.rmtree(home / "models" / "versions" / "all" / other)
    assert huiyi(home, "models", "list").stdout.startswith(f"in force is {good}, which is gone")


def test_doctor_tells_that_the_version_before_serves_for_one_that_cannot(home: Path) -> None:
    good, other = (one["version"] for one in listed(home)["versions"])
    forced = ("--force", "--reason", "to see it", "--data", home / "data")
    assert huiyi(home, "models", "promote", other, *forced).returncode == 0
    shutil.rmtree(home / "models" / "versions" / "all" / other)
    examined = huiyi(home, "doctor")
    assert examined.returncode == 0, examined.stdout
    assert f"{good}, which was in force before, serves meanwhile" in examined.stdout
    assert "→ huiyi models rollback, or promote another" in examined.stdout
    shutil.rmtree(home / "models" / "versions" / "all" / good)
    assert huiyi(home, "doctor").returncode == 2


def test_a_replay_does_not_pass_another_model_off_as_the_one_in_force(home: Path) -> None:
    _, other = (one["version"] for one in listed(home)["versions"])
    assert huiyi(home, "demo", "load", CUSTOMERS).returncode == 0
    forced = ("--force", "--reason", "to see it", "--data", home / "data")
    assert huiyi(home, "models", "promote", other, "--tenant", "demo", *forced).returncode == 0
    shutil.rmtree(home / "models" / "versions" / "all" / other)
    outcome = huiyi(home, "replay")
    assert (outcome.returncode, len(outcome.stderr.splitlines())) == (2, 1)
    assert f"no model in {home / 'models' / 'versions' / 'demo' / other}" in outcome.stderr


def test_of_a_home_without_any_model_nothing_is_gone(home: Path) -> None:
    shutil.rmtree(home / "models" / "versions")
    (home / "models" / "intent").unlink()
    assert huiyi(home, "models", "list").stdout == "no versions yet; `huiyi train` makes one\n"
    assert listed(home)["in_force"]["gone"] is False


def test_a_folder_of_huiyi_model_that_is_not_there_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYI_MODEL", str(home / "elsewhere"))
    told = huiyi(home, "models", "list").stdout
    assert f"HUIYI_MODEL names {home / 'elsewhere'}, where there is nothing" in told


def test_of_versions_that_one_is_in_force_which_huiyi_model_names(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, other = (one["version"] for one in listed(home)["versions"])
    folder = home / "models" / "versions" / "all" / other
    monkeypatch.setenv("HUIYI_MODEL", str(folder))
    assert [one["standing"] for one in listed(home)["versions"]] == ["one step before", "in force"]
    assert huiyi(home, "models", "list").stdout.endswith(f"in force is {folder}\n")
    assert huiyi(home, "models", "show", other).stdout.startswith(f"{other}, in force\n")


def test_of_a_tenant_that_never_had_a_version_there_is_none_to_remove(home: Path) -> None:
    assert huiyi(home, "demo", "load", CUSTOMERS).returncode == 0
    assert huiyi(home, "models", "prune", "--keep", 3, "--tenant", "demo").stdout == "nothing to remove\n"


def test_a_tenant_takes_a_version_of_alls_and_follows_all_again(home: Path) -> None:
    good, other = (one["version"] for one in listed(home)["versions"])
    assert huiyi(home, "demo", "load", CUSTOMERS).returncode == 0
    tenant = ("--tenant", "demo")
    promote = ("models", "promote", other, *tenant, "--data", home / "data")
    refused = huiyi(home, *promote)
    assert (refused.returncode, "in-scope accuracy fell" in refused.stderr) == (2, True)
    assert huiyi(home, *promote, "--force", "--reason", "to see it").returncode == 0
    assert "request_refund" in huiyi(home, "parse", "my bill", *tenant).stdout
    assert "check_bill" in huiyi(home, "parse", "my bill").stdout
    assert listed(home)["in_force"]["version"] == good
    told = huiyi(home, "models", "list", *tenant).stdout
    assert f"demo has {other} in force, one of all's" in told
    assert good not in told
    assert "by force by" in huiyi(home, "models", "show", other, *tenant).stdout
    assert "by force by" not in huiyi(home, "models", "show", other).stdout
    follow = ("models", "follow", *tenant, "--reason", "seen enough", "--by", "ning")
    entry = json.loads(huiyi(home, *follow, "--json").stdout)
    assert (entry["version"], entry["by"], entry["reason"]) == (None, "ning", "seen enough")
    assert f"demo follows what is in force for all: {good}" in huiyi(home, "models", "list", *tenant).stdout
    assert "check_bill" in huiyi(home, "parse", "my bill", *tenant).stdout
    again = huiyi(home, *follow)
    assert (again.returncode, again.stdout) == (0, "demo follows what is in force for all already\n")
    back = huiyi(home, "models", "rollback", *tenant)
    assert (back.returncode, f"rolled back to {other}" in back.stdout) == (0, True)
    assert huiyi(home, "models", "follow").returncode == 2
    assert huiyi(home, "models", "follow", "--tenant", "nobody").returncode == 2


def test_the_history_tells_also_of_removed_versions_and_of_going_back_to_alls(home: Path) -> None:
    good, other = (one["version"] for one in listed(home)["versions"])
    assert huiyi(home, "demo", "load", CUSTOMERS).returncode == 0
    tenant = ("--tenant", "demo")
    told = huiyi(home, "models", "history", *tenant)
    assert (told.returncode, told.stdout) == (0, "nothing was put in force for demo yet\n")
    assert json.loads(huiyi(home, "models", "history", *tenant, "--json").stdout) == {"history": []}

    forced = ("--force", "--reason", "to see it", "--data", home / "data")
    for whose in ((), tenant):
        assert huiyi(home, "models", "promote", other, *whose, *forced).returncode == 0
        back = ("models", "rollback", *whose, "--reason", "it mixed up bills", "--by", "ning")
        assert huiyi(home, *back).returncode == 0
    shutil.rmtree(home / "models" / "versions" / "all" / other)
    first, second, third, *more = json.loads(huiyi(home, "models", "history", "--json").stdout)["history"]
    assert [one["version"] for one in (first, second, third)] == [good, other, good]
    assert (second["reason"], second["forced"], third["by"], more) == ("to see it", True, "ning", [])
    promoted, figures, returned = huiyi(home, "models", "history", *tenant).stdout.splitlines()
    assert f"promoted to {other} by force by" in promoted
    assert "in_scope_accuracy 0.000" in figures
    assert "rolled back to what is in force for all by ning (it mixed up bills)" in returned
    assert huiyi(home, "models", "history", "--tenant", "nobody").returncode == 2


def test_old_versions_are_removed(home: Path) -> None:
    good, other = (one["version"] for one in listed(home)["versions"])
    removed = huiyi(home, "models", "prune", "--keep", "0", "--json")
    assert json.loads(removed.stdout) == {"removed": [other]}
    assert [one["version"] for one in listed(home)["versions"]] == [good]


def test_a_model_of_before_the_registry_is_kept_when_another_is_trained(home: Path) -> None:
    models = home / "models"
    serving = (models / "intent").resolve()
    (models / "intent").unlink()
    shutil.copytree(serving, models / "intent")
    shutil.rmtree(models / "versions")
    outcome = huiyi(home, "train", "--data", str(home / "swapped"))
    assert outcome.returncode == 0, outcome.stderr
    assert [one["standing"] for one in listed(home)["versions"]] == ["in force", "kept"]
    assert "check_bill" in huiyi(home, "parse", "my bill").stdout


def test_conversations_are_replayed_with_a_version_or_a_folder(home: Path) -> None:
    good, other = (one["version"] for one in listed(home)["versions"])
    assert huiyi(home, "demo", "load", str(CUSTOMERS)).returncode == 0
    said = {"author": "customer", "text": "refund me"}
    talk = {"id": "x", "language": "en", "now": "2026-05-12T15:00:00+08:00", "messages": [said]}
    (home / "said.jsonl").write_text(json.dumps(talk), encoding="utf-8")
    gone = str(home / "gone.jsonl")
    first = huiyi(home, "replay", "--model", good, "--file", str(home / "said.jsonl"), "--record", gone)
    assert first.returncode == 0, first.stderr
    same = huiyi(home, "replay", "--model", str(home / "models" / "versions" / "all" / good), "--file", gone)
    assert same.returncode == 0, same.stderr
    swapped = huiyi(home, "replay", "--model", other, "--file", gone)
    assert "intent   request_refund → check_bill" in swapped.stdout
    assert swapped.returncode == 1
    unknown = huiyi(home, "replay", "--model", "best-one", "--file", gone)
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (2, 1)
    assert all(name in unknown.stderr for name in ("'best-one'", good, other))
    no_model = huiyi(home, "replay", "--model", str(home / "data"), "--file", gone)
    assert no_model.returncode == 2
    assert "no model in" in no_model.stderr


def test_messages_are_read_with_any_version_or_folder_by_name(home: Path) -> None:
    good, other = (one["version"] for one in listed(home)["versions"])
    folder = home / "models" / "versions" / "all" / other
    for model, intent in ((good, "check_bill"), (other, "request_refund"), (folder, "request_refund")):
        read = huiyi(home, "parse", "my bill", "--model", model)
        assert (read.returncode, json.loads(read.stdout)["intent"]["name"]) == (0, intent), read.stderr
    measured = huiyi(home, "evaluate", "--model", other, "--data", home / "data", "--json")
    assert json.loads(measured.stdout)["total"]["in_scope_accuracy"] == 0
    against = ("--data", home / "data")
    for a, b in ((good, other), (home / "models" / "intent", other), (good, folder)):
        assert huiyi(home, "compare", a, b, *against).stdout.startswith("B against A: worse\n")
    for asked in (
        ("parse", "my bill", "--model", "best-one"),
        ("evaluate", "--model", "best-one"),
        ("compare", "best-one", good, *against),
    ):
        unknown = huiyi(home, *asked)
        assert (unknown.returncode, len(unknown.stderr.splitlines())) == (2, 1)
        assert all(name in unknown.stderr for name in ("'best-one'", good, other))


def test_thresholds_are_chosen_for_a_tenant_and_wait_to_be_promoted(home: Path) -> None:
    assert huiyi(home, "demo", "load", CUSTOMERS).returncode == 0
    said = [replace(one, text=f"{one.text} {n}", entities=()) for one in tiny_messages() for n in range(6)]
    others = [replace(one, intent="change_seats") for one in said[:2]]
    write_messages([*said, *others], home / "theirs" / "train")
    adjust = ("models", "adjust", "--tenant", "demo", "--data")
    told = huiyi(home, *adjust, home / "theirs")
    assert told.returncode == 0, told.stderr
    assert "chosen      rejects from an out-of-scope score of" in told.stdout
    assert told.stdout.count(" times: needless ") == 2
    assert "of the 258 messages that chose, not held out" in told.stdout
    unknown = home / "theirs" / "train" / "zh" / "change_seats.yml"
    assert f"{unknown}:5: 'change_seats' is no intent of the model; messages left out: 2" in told.stdout
    listed_for_demo = json.loads(huiyi(home, "models", "list", "--tenant", "demo", "--json").stdout)
    (version,) = (one["version"] for one in listed_for_demo["versions"])
    assert f"promote it by huiyi models promote {version} --tenant demo" in told.stdout
    shown = huiyi(home, "models", "show", version, "--tenant", "demo").stdout
    assert "chosen on   258 messages of theirs, " in shown
    assert "held out" not in shown
    same = json.loads(huiyi(home, *adjust, home / "theirs", "--json").stdout)
    assert same["version"] == version
    for questions in (same["questions_before"], same["questions_after"]):
        assert questions.keys() == {"asked", "helpful", "needless"}
    assert same["left_out"] == {"unknown_intent": 2, "out_of_scope": 0, "learned": 0, "tuned_on": 0}
    write_messages(others, home / "others" / "train")
    none_left = huiyi(home, *adjust, home / "others")
    assert (none_left.returncode, len(none_left.stderr.splitlines())) == (2, 1)
    assert "expected one of check_bill, out_of_scope, request_refund" in none_left.stderr
    promote = ("models", "promote", version, "--tenant", "demo", "--data", home / "data")
    promoted = huiyi(home, *promote, "--force", "--reason", "chosen on their own messages")
    assert promoted.returncode == 0, promoted.stderr
    learned = huiyi(home, *adjust, home / "data")
    assert (learned.returncode, len(learned.stderr.splitlines())) == (2, 1)
    assert "the model learned these messages" in learned.stderr


def test_nothing_is_promoted_on_what_it_or_the_one_in_force_learned(home: Path) -> None:
    good, other = (one["version"] for one in listed(home)["versions"])
    write_messages(tiny_messages(), home / "known" / "test")
    promote = ("models", "promote", other, "--data")
    refused = huiyi(home, *promote, home / "known")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "what it learns itself, or what is in force learned" in refused.stderr
    write_messages([*said_otherwise(), *tiny_messages()], home / "part" / "test")
    refused = huiyi(home, *promote, home / "part")
    assert f"43 of 86 messages are left out, as {other} or what is in force learned them" in refused.stdout
    assert f"measuring {other} on 43 messages" in refused.stdout
    assert listed(home)["in_force"]["version"] == good
    forced = huiyi(home, *promote, home / "known", "--force", "--reason", "to see it", "--json")
    assert json.loads(forced.stdout)["measured_on"] == (
        "43 messages of the test split, which one of the two learned"
    )


def test_messages_are_read_as_a_tenant_has_them_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its own model once one is in force, with all's until then, and times in its time zone."""
    monkeypatch.setenv("HUIYI_TIMEZONE", "+00:00")
    assert huiyi(home, "demo", "load", CUSTOMERS).returncode == 0
    said = ("parse", "my bill tomorrow", "--now", "2026-05-11T23:30:00+00:00", "--tenant", "demo")
    assert json.loads(huiyi(home, *said).stdout)["intent"]["name"] == "check_bill"
    trained = huiyi(home, "train", "--data", home / "swapped", "--tenant", "demo", "--json")
    own = json.loads(trained.stdout)["version"]
    forced = ("--force", "--reason", "to see it", "--data", home / "data")
    assert huiyi(home, "models", "promote", own, "--tenant", "demo", *forced).returncode == 0
    read = json.loads(huiyi(home, *said).stdout)
    assert read["intent"]["name"] == "request_refund"
    assert "2026-05-13" in read["entities"][0]["value"]
    measured = huiyi(home, "evaluate", "--tenant", "demo", "--data", home / "data", "--json")
    assert json.loads(measured.stdout)["total"]["in_scope_accuracy"] == 0
    good = listed(home)["in_force"]["version"]
    compared = huiyi(home, "compare", good, own, "--tenant", "demo", "--data", home / "data")
    assert compared.stdout.startswith("B against A: worse\n")
    assert own not in huiyi(home, "compare", good, own, "--data", home / "data").stdout
    assert huiyi(home, "parse", "my bill", "--tenant", "nobody").returncode == 2
