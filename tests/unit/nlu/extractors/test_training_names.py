"""The name model learns from a few messages, is written without pickle, and reads back the same."""

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from nlu.errors import ModelBroken, ModelMissing, TrainingDataBroken
from nlu.extractors.extractor import EntityExtractor
from nlu.extractors.training import train_extractor
from nlu.types import Language
from training_data.annotations import parse_annotated
from training_data.schema import Example

NOW = datetime(2026, 5, 12, 15, 0, tzinfo=timezone(timedelta(hours=8)))
MESSAGES = [
    "please remove [Hannah Price](person) from the board",
    "invite [Marcus](person) as a guest",
    "reset the password of [Olga Petrenko](person)",
    "the invoice for [Brindle Freight](company) is wrong",
    "we are [Harlow Digital](company) and need help",
    "请把[王芳](person)移出看板",
    "帮[刘洋](person)重置密码",
    "邀请[陈晓彤](person)进来",
    "[青禾科技](company)的发票开错了",
    "我们是[南浦设计](company)，要开票",
    "the export is slow today",
    "nothing loads for anybody",
    "导出很慢",
    "看板打不开了",
]


def _examples() -> list[Example]:
    parsed = [parse_annotated(message) for message in MESSAGES]
    return [
        Example(text, "any", "zh", names, Path("here.yml"), line)
        for line, (text, names) in enumerate(parsed, 1)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names")
    told: list[float] = []
    train_extractor(_examples(), folder, seed=3, progress=lambda share, _: told.append(share), rounds=25)
    assert told == sorted(told)
    assert told[-1] == 1.0
    return folder


def _names(extractor: EntityExtractor, text: str) -> list[tuple[str, str]]:
    found = extractor.extract(text, language=Language.en, now=NOW, timezone="+08:00")
    return [(one.entity, one.raw) for one in found if one.entity in {"person", "company"}]


def test_names_it_never_saw_are_found_in_places_it_knows(folder):
    extractor = EntityExtractor.load(folder)
    assert _names(extractor, "please remove Brenda Novak from the board") == [("person", "Brenda Novak")]
    assert _names(extractor, "请把赵敏移出看板") == [("person", "赵敏")]


def test_a_message_without_a_name_has_none(folder):
    assert _names(EntityExtractor.load(folder), "the export is slow today") == []


def test_the_folder_holds_no_pickle(folder):
    # A pickle of any protocol since 2 begins with 0x80 and ends with a stop mark.
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"names.json", "cfg", "model", "moves"}
    assert not any(path.read_bytes().startswith(b"\x80\x04") for path in files)


def test_a_missing_folder_says_how_to_make_one(tmp_path):
    with pytest.raises(ModelMissing, match="huiyi train"):
        EntityExtractor.load(tmp_path / "nowhere")


@pytest.mark.parametrize("broken", ["names.json", "ner/model", "ner/cfg"])
def test_a_broken_folder_is_refused(broken, folder, tmp_path):
    for path in folder.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(folder)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(path.read_bytes()[: 20 if path == folder / broken else None])
    with pytest.raises(ModelBroken):
        EntityExtractor.load(tmp_path)


def test_messages_without_names_cannot_be_trained_on(tmp_path):
    with pytest.raises(TrainingDataBroken, match="annotate"):
        train_extractor(_examples()[-2:], tmp_path)


def test_loading_spacy_leaves_torch_unloaded():
    script = (
        "import sys\n"
        "from nlu.extractors.lean_spacy import lean_spacy\n"
        "assert 'spacy' not in sys.modules\n"
        "lean_spacy()\n"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", script], check=True, timeout=60)
