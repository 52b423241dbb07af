"""The trained spaCy model that finds people and companies, and its folder.

The folder holds `names.json` (what the features know) and `ner/`, spaCy's own files: a JSON cfg, the moves
and the weights as msgpack. Nothing in it is a pickle.
"""

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.errors import ModelBroken
from nlu.extractors.found import Found
from nlu.extractors.lean_spacy import lean_spacy
from nlu.extractors.name_shape import shaped
from nlu.extractors.name_tokens import Token, may_hold_name, tokens_of
from nlu.extractors.surface import Surface

LABELS = ("company", "person")
FORMAT = "names.v1"
# Longer texts are no messages to a support desk: names beyond this many tokens are not looked for.
MOST_TOKENS = 600


@dataclass(frozen=True)
class NameModel:
    """Safe to use from several threads: spaCy's strings are guarded, and emptied after each message."""

    nlp: Any
    known: frozenset[str]
    lock: threading.Lock

    def find(self, surface: Surface, entities: Sequence[Found]) -> list[Found]:
        """People and companies outside the entities already found."""
        tokens = tokens_of(surface.cased, entities, self.known)[:MOST_TOKENS]
        if not may_hold_name(tokens, self.known):
            return []
        with self.lock, self.nlp.memory_zone():
            doc = self.nlp.get_pipe("ner")(doc_of(self.nlp, tokens))
            spans = [(span.label_, span.start, span.end) for span in doc.ents]
        found = []
        for label, first, last in spans:
            span = shaped(label, tokens[first].start, tokens[last - 1].end, surface.cased, self.known)
            if span is not None:
                found.append(Found(label, *span, surface.text[span[0] : span[1]]))
        return found


def blank_model(known: Iterable[str]) -> NameModel:
    """A model whose weights are still to be initialised or read."""
    spacy = lean_spacy()
    nlp = spacy.blank("xx")
    nlp.add_pipe("ner", config={"model": _ARCHITECTURE, "moves": None, "update_with_oracle_cut_size": 100})
    for label in LABELS:
        nlp.get_pipe("ner").add_label(label)
    return NameModel(nlp, frozenset(known), threading.Lock())


def doc_of(nlp: Any, tokens: Sequence[Token]) -> Any:
    doc_class = lean_spacy().tokens.Doc
    return doc_class(nlp.vocab, words=[token.text for token in tokens], tags=[token.tag for token in tokens])


def save_names(model: NameModel, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    model.nlp.get_pipe("ner").to_disk(folder / "ner", exclude=["vocab"])
    (folder / "names.json").write_text(
        json.dumps({"format": FORMAT, "known": sorted(model.known)}, ensure_ascii=False, indent=0),
        encoding="utf-8",
    )


def load_names(folder: Path) -> NameModel:
    """Raises ModelBroken for a folder that isn't one of `save_names`."""
    try:
        told = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise ModelBroken(folder, f"its format is {told['format']!r}, expected {FORMAT!r}")
        model = blank_model(told["known"])
        ner = model.nlp.get_pipe("ner")
        ner.from_disk(folder / "ner", exclude=["vocab"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelBroken(
            folder, f"its name model can't be read ({type(error).__name__}: {error})"
        ) from error
    return model


_ARCHITECTURE = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 48,
    "maxout_pieces": 2,
    "use_upper": True,
    "nO": None,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 64,
            "attrs": ["NORM", "SUFFIX", "SHAPE", "TAG"],
            "rows": [2500, 1000, 500, 100],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 64,
            "depth": 3,
            "window_size": 1,
            "maxout_pieces": 2,
        },
    },
}
