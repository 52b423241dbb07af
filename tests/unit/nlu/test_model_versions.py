"""The registry of trained models: what is kept, what comes into force, and what is refused."""

import json
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import ModelBroken, PromotionRefused, RegistryProblem, VersionMissing
from nlu.evaluation.outcome import Span
from nlu.model_store import read_manifest
from nlu.training import train
from nlu.versions import going_back, promotion
from nlu.versions.pointer import HistoryEntry, Person
from nlu.versions.registry import ALL, ModelRegistry, Version
from tests.tiny_home import relabelled
from tests.unit.nlu.outcomes import outcome, report_of
from tests.unit.nlu.tiny_messages import tiny_messages

NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)
WHO = Person("ning", lambda: NOW, "as planned")

Keep = Callable[..., Version]


@pytest.fixture(scope="module")
def encoder(tiny_encoder_folder: Path) -> OnnxEncoder:
    return OnnxEncoder.load(tiny_encoder_folder)


@pytest.fixture(scope="module")
def trained(encoder: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "model"
    train(tiny_messages(), encoder, folder)
    return folder


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    (tmp_path / "models").mkdir()
    return ModelRegistry(tmp_path / "models")


@pytest.fixture
def keep(registry: ModelRegistry, trained: Path) -> Keep:
    """Keeps the trained model as a version; each number of `examples` makes another one of it."""

    def keep(examples: int, owner: str = ALL) -> Version:
        with registry.draft(owner) as folder:
            shutil.copytree(trained, folder)
            edit(folder, examples=examples)
            name = registry.keep(owner, folder, NOW + timedelta(minutes=examples))
        return registry.get(owner, name)

    return keep


def edit(folder: Path, **changes: object) -> None:
    stored = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**stored, **changes}))


def put_in_force(registry: ModelRegistry, *versions: Version) -> None:
    for version in versions:
        entry = WHO.entry(
            promotion.Step.promoted, version.name, verdict="not asked", figures={}, measured_on=""
        )
        registry.promote(version.owner, entry, instead_of=registry.in_force(version.owner))


# What a version is


def test_a_version_is_named_by_time_and_content_and_says_when_it_was_made(keep: Keep) -> None:
    first, second = keep(1), keep(2)
    assert str(first.name).startswith("20260511T020100.000Z-")
    assert str(first.name) < str(second.name)
    assert str(first.name)[-10:] != str(second.name)[-10:]
    manifest = read_manifest(first.folder)
    assert (manifest.made_at, manifest.recipe) == ("2026-05-11T02:01:00+00:00", "fast")
    assert manifest.data
    assert manifest.metrics
    assert manifest.versions


def test_the_same_model_once_more_is_the_version_that_is_there(
    registry: ModelRegistry, trained: Path
) -> None:
    names = set()
    for minutes in (0, 5):
        with registry.draft(ALL) as folder:
            shutil.copytree(trained, folder)
            names.add(registry.keep(ALL, folder, NOW + timedelta(minutes=minutes)))
    assert registry.versions(ALL) == [*names]


def test_of_versions_made_within_a_second_the_first_is_the_oldest(
    registry: ModelRegistry, trained: Path
) -> None:
    names = []
    for number in range(6):
        with registry.draft(ALL) as folder:
            shutil.copytree(trained, folder)
            edit(folder, examples=number)
            names.append(registry.keep(ALL, folder, NOW + timedelta(milliseconds=number)))
    assert registry.versions(ALL) == names


def test_training_that_fails_leaves_nothing(registry: ModelRegistry) -> None:
    def fail() -> None:
        with registry.draft(ALL) as folder:
            folder.mkdir()
            raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError):
        fail()
    assert registry.versions(ALL) == []
    assert list((registry.models / "versions" / ALL).iterdir()) == []


@pytest.mark.parametrize("file", ["head.safetensors", "ner/names.json", "manifest.json"])
def test_a_changed_or_missing_file_is_noticed(keep: Keep, encoder: OnnxEncoder, file: str) -> None:
    changed, cut = keep(1), keep(2)
    if file == "manifest.json":
        edit(changed.folder, examples=7)
    else:
        (changed.folder / file).write_bytes(b"x")
    assert "not those that were trained" in str(changed.why_unusable(encoder.checksum))
    (cut.folder / file).unlink()
    assert cut.why_unusable(encoder.checksum) is not None


# Which one is in force


def test_without_a_pointer_the_folder_of_before_serves(registry: ModelRegistry) -> None:
    assert registry.in_force(ALL) == Version(ALL, None, registry.models / "intent")
    assert registry.in_force("lanyun") == registry.in_force(ALL)


def test_a_tenant_follows_all_until_it_has_its_own(registry: ModelRegistry, keep: Keep) -> None:
    everyones, own = keep(1), keep(2, "lanyun")
    put_in_force(registry, everyones)
    assert registry.in_force("lanyun") == everyones
    put_in_force(registry, own)
    assert registry.in_force("lanyun") == own
    assert registry.in_force("rival") == everyones
    assert registry.owners() == [ALL, "lanyun"]


def test_the_path_of_before_leads_to_what_is_in_force_for_all(registry: ModelRegistry, keep: Keep) -> None:
    first, second = keep(1), keep(2)
    put_in_force(registry, first, second, keep(3, "lanyun"))
    assert (registry.models / "intent").resolve() == second.folder.resolve()
    assert read_manifest(registry.models / "intent").examples == 2


def test_rolling_back_goes_one_step_at_a_time(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    versions = [keep(1), keep(2), keep(3)]
    put_in_force(registry, *versions)
    for expected in (versions[1], versions[0]):
        going_back.roll_back(registry, ALL, encoder=encoder.checksum, person=WHO)
        assert registry.in_force(ALL) == expected
    with pytest.raises(RegistryProblem, match="nothing was in force for all before"):
        going_back.roll_back(registry, ALL, encoder=encoder.checksum, person=WHO)
    steps = [str(entry.step) for entry in registry.pointer(ALL).history]
    assert steps == ["promoted"] * 3 + ["rolled back"] * 2


def test_a_tenant_rolls_back_from_its_first_version_to_all(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    everyones = keep(1)
    put_in_force(registry, everyones, keep(2, "lanyun"))
    going_back.roll_back(registry, "lanyun", encoder=encoder.checksum, person=WHO)
    assert registry.in_force("lanyun") == everyones


def test_a_tenant_may_be_served_by_its_own_versions_and_by_alls(registry: ModelRegistry, keep: Keep) -> None:
    everyones, own, others = keep(1), keep(2, "lanyun"), keep(3, "acme")
    assert registry.available("lanyun") == {one.name: one for one in (own, everyones)}
    assert registry.available("not/a folder") == registry.available(ALL) == {everyones.name: everyones}
    assert others.name in registry.available("acme")


def test_what_is_broken_is_not_rolled_back_to(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    first, second = keep(1), keep(2)
    put_in_force(registry, first, second)
    shutil.rmtree(first.folder)
    with pytest.raises(VersionMissing):
        going_back.roll_back(registry, ALL, encoder=encoder.checksum, person=WHO)
    assert registry.in_force(ALL) == second


def test_rolling_back_passes_over_what_cannot_serve_and_says_so(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    versions = [keep(1), keep(2), keep(3), keep(4)]
    put_in_force(registry, *versions)
    shutil.rmtree(versions[2].folder)
    edit(versions[1].folder, encoder="0" * 64)
    entry = going_back.roll_back(registry, ALL, encoder=encoder.checksum, person=WHO)
    assert registry.in_force(ALL) == versions[0]
    assert entry.version == versions[0].name
    assert f"passed over: no version of all is called '{versions[2].name}'" in entry.verdict
    assert f"passed over: the model in {versions[1].folder} cannot be used" in entry.verdict
    assert registry.pointer(ALL).before == ()


def test_where_nothing_of_before_can_serve_each_reason_is_told_and_nothing_changes(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    versions = [keep(1), keep(2), keep(3)]
    put_in_force(registry, *versions)
    for version in versions[:2]:
        shutil.rmtree(version.folder)
    with pytest.raises(RegistryProblem, match=f"{versions[1].name}.*{versions[0].name}"):
        going_back.roll_back(registry, ALL, encoder=encoder.checksum, person=WHO)
    assert registry.in_force(ALL) == versions[2]


def test_rolling_back_does_not_stop_at_what_is_in_force_already(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    first, again, between = keep(1), keep(2), keep(3)
    put_in_force(registry, first, again, between, again)
    shutil.rmtree(between.folder)
    going_back.roll_back(registry, ALL, encoder=encoder.checksum, person=WHO)
    assert registry.in_force(ALL) == first


def test_a_tenant_whose_own_of_before_cannot_serve_rolls_back_to_all(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    everyones, first, second = keep(1), keep(2, "lanyun"), keep(3, "lanyun")
    put_in_force(registry, everyones, first, second)
    edit(first.folder, encoder="0" * 64)
    entry = going_back.roll_back(registry, "lanyun", encoder=encoder.checksum, person=WHO)
    assert registry.in_force("lanyun") == everyones
    assert entry.version is None
    assert "the encoder here is" in entry.verdict


def test_a_promotion_meanwhile_is_noticed_by_a_rollback(registry: ModelRegistry, keep: Keep) -> None:
    first, second = keep(1), keep(2)
    put_in_force(registry, first, second)
    seen = registry.pointer(ALL)
    put_in_force(registry, keep(3))
    entry = WHO.entry(promotion.Step.rolled_back, first.name, verdict="", figures={}, measured_on="")
    with pytest.raises(RegistryProblem, match="another version came into force meanwhile"):
        registry.roll_back(ALL, entry, seen=seen)


# A tenant and what all have


def test_a_tenant_may_have_a_version_of_alls_before_or_after_the_others(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    old, new = keep(1), keep(2)
    put_in_force(registry, old)
    asked = {"encoder": encoder, "messages": tiny_messages(), "person": WHO}
    promotion.promote(registry, new, owner="lanyun", **asked)
    assert [registry.in_force(owner) for owner in (ALL, "rival", "lanyun")] == [old, old, new]
    promotion.promote(registry, new, **asked)
    promotion.promote(registry, old, owner="lanyun", **asked)
    assert [registry.in_force(owner) for owner in (ALL, "rival", "lanyun")] == [new, new, old]
    assert not registry.follows_all("lanyun")
    assert registry.follows_all("rival")
    assert [entry.version for entry in registry.pointer("lanyun").history] == [new.name, old.name]
    going_back.roll_back(registry, "lanyun", encoder=encoder.checksum, person=WHO)
    assert registry.in_force("lanyun") == new
    going_back.roll_back(registry, "lanyun", encoder=encoder.checksum, person=WHO)
    assert registry.follows_all("lanyun")


def test_a_worse_version_of_alls_is_refused_to_a_tenant(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    put_in_force(registry, keep(1))
    with registry.draft(ALL) as folder:
        train(relabelled(), encoder, folder)
        worse = registry.get(ALL, registry.keep(ALL, folder, NOW))
    with pytest.raises(PromotionRefused, match="in-scope accuracy fell"):
        promotion.promote(
            registry, worse, owner="lanyun", encoder=encoder, messages=tiny_messages(), person=WHO
        )
    assert registry.follows_all("lanyun")


def test_a_tenant_gets_no_version_of_another_tenants(registry: ModelRegistry, keep: Keep) -> None:
    everyones, others = keep(1), keep(2, "acme")
    assert registry.get_available("lanyun", str(everyones.name)) == everyones
    with pytest.raises(VersionMissing, match="no version of lanyun"):
        registry.get_available("lanyun", str(others.name))


def test_a_tenant_follows_all_again_and_may_roll_back_from_it(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    own = [keep(2, "lanyun"), keep(3, "lanyun")]
    put_in_force(registry, keep(1), *own)
    entry = going_back.follow_all(registry, "lanyun", person=WHO)
    assert registry.follows_all("lanyun")
    assert (entry.version, entry.by, entry.reason) == (None, "ning", "as planned")
    assert registry.pointer("lanyun").history[-1] == entry
    newer = keep(4)
    put_in_force(registry, newer)
    assert registry.in_force("lanyun") == newer
    going_back.roll_back(registry, "lanyun", encoder=encoder.checksum, person=WHO)
    assert registry.in_force("lanyun") == own[1]


def test_pruning_spares_what_a_tenant_has_of_alls(registry: ModelRegistry, keep: Keep) -> None:
    versions = [keep(number) for number in range(1, 6)]
    put_in_force(registry, *versions[3:])
    for version in versions[:3]:
        entry = WHO.entry(promotion.Step.promoted, version.name, verdict="", figures={}, measured_on="")
        registry.promote("lanyun", entry, instead_of=registry.in_force("lanyun"))
    # 3 serves the tenant, and 2 did just before.
    assert registry.prune(ALL, 0) == [versions[0].name]
    assert registry.in_force("lanyun") == versions[2]


def test_a_pointer_is_never_seen_half_and_the_path_is_always_there(
    registry: ModelRegistry, keep: Keep
) -> None:
    versions = [keep(1), keep(2)]
    put_in_force(registry, *versions)
    done = threading.Event()

    def promote_all_the_time() -> None:
        for turn in range(100):
            put_in_force(registry, versions[turn % 2])
        done.set()

    writer = threading.Thread(target=promote_all_the_time)
    writer.start()
    seen = set()
    while not done.is_set():
        seen.add(registry.in_force(ALL).name)
        assert (registry.models / "intent" / "manifest.json").is_file()
    writer.join()
    assert seen == {one.name for one in versions}


@pytest.mark.parametrize(
    "content", ["", "[1]", "{}", '{"format": 1, "version": "../../x", "before": [], "history": []}']
)
def test_a_pointer_of_another_form_is_refused(registry: ModelRegistry, keep: Keep, content: str) -> None:
    put_in_force(registry, keep(1))
    registry.pointer_file(ALL).write_text(content)
    with pytest.raises(RegistryProblem, match="remove it and promote a version"):
        registry.in_force(ALL)


@pytest.mark.parametrize("owner", ["", ".", "..", "a/b", "租户", "x" * 65])
def test_a_tenant_whose_id_is_no_folder_name_follows_all(registry: ModelRegistry, owner: str) -> None:
    assert registry.in_force(owner) == registry.in_force(ALL)
    with pytest.raises(RegistryProblem, match="cannot have versions of its own"):
        registry.versions(owner)


def test_a_folder_that_is_named_serves_everybody(registry: ModelRegistry, keep: Keep, tmp_path: Path) -> None:
    put_in_force(registry, keep(1), keep(2, "lanyun"))
    pinned = ModelRegistry(registry.models, pinned=tmp_path / "mine")
    assert pinned.in_force("lanyun").folder == tmp_path / "mine"
    with pytest.raises(RegistryProblem, match="unset it"):
        pinned.prune(ALL, 1)


# The rule


def test_a_worse_version_is_refused_unless_it_is_forced(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    good = keep(1)
    put_in_force(registry, good)
    with registry.draft(ALL) as folder:
        train(relabelled(), encoder, folder)
        worse = registry.get(ALL, registry.keep(ALL, folder, NOW))
    with pytest.raises(PromotionRefused, match=r"in-scope accuracy fell from 1\.000 to 0\.000"):
        promotion.promote(registry, worse, encoder=encoder, messages=tiny_messages(), person=WHO)
    assert registry.in_force(ALL) == good
    promotion.promote(registry, worse, encoder=encoder, messages=tiny_messages(), person=WHO, force=True)
    last = registry.pointer(ALL).history[-1]
    assert registry.in_force(ALL) == worse
    assert (last.version, last.forced, last.by, last.reason) == (worse.name, True, "ning", "as planned")
    assert last.verdict.startswith("worse")
    assert last.figures["in_scope_accuracy"] == 0
    assert last.at == "2026-05-11T02:00:00+00:00"


def test_one_that_is_no_worse_needs_no_force(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    put_in_force(registry, keep(1))
    entry = promotion.promote(
        registry, keep(2), encoder=encoder, messages=tiny_messages(), person=WHO, force=True
    )
    assert not entry.forced
    assert entry.verdict.startswith("no difference beyond chance")


def test_one_that_lacks_intents_is_refused_where_nobody_asked_for_them(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    """Three intents of a tenant's own file say nothing of the others that its bot knows."""
    put_in_force(registry, keep(1))
    fewer = [one for one in tiny_messages() if one.intent != "check_bill"]
    greetings = [replace(one, intent="greet", text=f"{one.text} hi") for one in tiny_messages()]
    with registry.draft(ALL) as folder:
        train([*fewer, *greetings], encoder, folder)
        candidate = registry.get(ALL, registry.keep(ALL, folder, NOW))

    def promote(*, force: bool = False) -> HistoryEntry:
        return promotion.promote(
            registry, candidate, encoder=encoder, messages=fewer, called="mine.csv", person=WHO, force=force
        )

    with pytest.raises(PromotionRefused, match="does not know check_bill, which was not measured"):
        promote()
    entry = promote(force=True)
    assert entry.forced
    assert "does not know check_bill" in entry.verdict
    assert entry.measured_on == f"{len(fewer)} messages of mine.csv"


def test_what_cannot_serve_is_refused_even_by_force(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    for changes, says in (({"encoder": "0" * 64}, "another|the encoder here"), ({"format": 9}, "format 9")):
        version = keep(1)
        edit(version.folder, **changes)
        with pytest.raises(ModelBroken, match=says):
            promotion.promote(
                registry, version, encoder=encoder, messages=tiny_messages(), person=WHO, force=True
            )
        shutil.rmtree(version.folder)
    assert registry.in_force(ALL).name is None


def test_another_promotion_meanwhile_is_noticed(registry: ModelRegistry, keep: Keep) -> None:
    first, second, third = keep(1), keep(2), keep(3)
    put_in_force(registry, first, second)
    entry = WHO.entry(promotion.Step.promoted, third.name, verdict="", figures={}, measured_on="")
    with pytest.raises(PromotionRefused, match="another one came into force"):
        registry.promote(ALL, entry, instead_of=first)


def test_a_version_pruned_while_it_was_compared_does_not_come_into_force(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    first, second = keep(1), keep(2)
    put_in_force(registry, first)
    pruned = []

    def prune_meanwhile(step: str) -> None:
        if "which is in force" in step:
            pruned.extend(registry.prune(ALL, 0))

    for owner in (ALL, "lanyun"):
        with pytest.raises(PromotionRefused, match="its folder was removed"):
            promotion.promote(
                registry,
                second,
                owner=owner,
                encoder=encoder,
                messages=tiny_messages(),
                person=WHO,
                progress=prune_meanwhile,
            )
        assert pruned.pop() == second.name
        assert registry.in_force(owner) == first
        keep(2)


def test_a_version_removed_meanwhile_is_not_rolled_back_to(registry: ModelRegistry, keep: Keep) -> None:
    first, second = keep(1), keep(2)
    put_in_force(registry, first, second)
    seen = registry.pointer(ALL)
    shutil.rmtree(first.folder)
    entry = WHO.entry(promotion.Step.rolled_back, first.name, verdict="", figures={}, measured_on="")
    with pytest.raises(RegistryProblem, match="was removed meanwhile"):
        registry.roll_back(ALL, entry, seen=seen)
    assert registry.in_force(ALL) == second


def test_a_fresh_version_serves_at_once_only_where_nothing_else_can(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    first, second = keep(1), keep(2)
    checksum = encoder.checksum
    assert promotion.promote_where_none_serves(registry, first, encoder=checksum, person=WHO)
    assert promotion.promote_where_none_serves(registry, second, encoder=checksum, person=WHO) is None
    assert registry.in_force(ALL) == first
    (first.folder / "head.safetensors").unlink()
    entry = promotion.promote_where_none_serves(registry, second, encoder=checksum, person=WHO)
    assert entry is not None
    assert "not those that were trained" in entry.verdict


# What was there, and what goes


def test_a_model_of_before_the_registry_becomes_a_version(registry: ModelRegistry, trained: Path) -> None:
    shutil.copytree(trained, registry.models / "intent")
    name = registry.adopt(WHO)
    assert registry.versions(ALL) == [name]
    assert registry.in_force(ALL).name == name
    assert (registry.models / "intent").is_symlink()
    assert read_manifest(registry.models / "intent").made_at
    assert registry.adopt(WHO) is None


def test_a_broken_model_of_before_makes_way(registry: ModelRegistry, keep: Keep) -> None:
    (registry.models / "intent").mkdir()
    (registry.models / "intent" / "manifest.json").write_text("{}")
    assert registry.adopt(WHO) is None
    put_in_force(registry, keep(1))
    assert read_manifest(registry.models / "intent").examples == 1


def test_pruning_spares_the_newest_those_in_force_and_one_step_before(
    registry: ModelRegistry, keep: Keep, encoder: OnnxEncoder
) -> None:
    versions = [keep(number) for number in range(1, 7)]
    put_in_force(registry, versions[0], versions[1], versions[2], versions[3])
    going_back.roll_back(registry, ALL, encoder=encoder.checksum, person=WHO)
    gone = registry.prune(ALL, 1)
    # 2 would be rolled back to, 3 is in force, 4 was in force just before, 6 is the newest.
    assert gone == [versions[0].name, versions[4].name]
    assert registry.versions(ALL) == [versions[place].name for place in (1, 2, 3, 5)]
    assert registry.prune(ALL, 0) == [versions[5].name]


def test_what_a_killed_training_left_is_swept_by_a_later_one(registry: ModelRegistry, keep: Keep) -> None:
    version = keep(1)
    left, running = (version.folder.parent / name for name in (".draft-left", ".draft-running"))
    for draft in (left, running):
        draft.mkdir()
        (draft / "head.safetensors").write_bytes(b"half")
    long_ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    os.utime(left, (long_ago, long_ago))
    keep(2)
    assert not left.exists()
    assert running.exists()


def test_what_was_killed_before_is_swept_by_a_pruning(registry: ModelRegistry, keep: Keep) -> None:
    """A prune at once, as one works at a time; a training that may still run, after days."""
    put_in_force(registry, keep(1))
    home = keep(2).folder.parent
    half, left, running = (home / name for name in (".gone-half", ".draft-left", ".draft-running"))
    for folder in (half, left, running):
        (folder / "ner").mkdir(parents=True)
    long_ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    os.utime(left, (long_ago, long_ago))
    assert len(registry.prune(ALL, 0)) == 1
    assert sorted(one.name for one in home.iterdir() if one.is_dir()) == [
        ".draft-running",
        registry.in_force(ALL).name,
    ]


def test_a_model_of_a_classifier_of_before_counts_as_one_that_cannot_serve(
    keep: Keep, encoder: OnnxEncoder
) -> None:
    version = keep(1)
    edit(version.folder, classifier="kernel.v1")
    assert "made by another Huiyi" in (version.why_unusable(encoder.checksum) or "")


def test_of_messages_without_labelled_entities_the_history_keeps_no_figure_on_those() -> None:
    found, labelled = Span("time", 0, 3, "2026-05-11"), Span("plan", 0, 3, "business")
    plain = report_of([outcome("how to", "how_to", found=[found])])
    assert not {"entity_f1", "value_f1"} & promotion.figures_of(plain).keys()
    told = report_of([outcome("Pro", "how_to", labelled=[labelled], found=[])])
    assert promotion.figures_of(told)["entity_f1"] == 0
