"""One message understood: language, intent, entities, and why."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from nlu.blas_threads import use_one_blas_thread
from nlu.classifiers.kernel import KernelClassifier
from nlu.classifiers.registry import load_classifier
from nlu.cleaning import clean_for_encoder, parts_for_entities
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.extractors.extractor import EntityExtractor
from nlu.fallback import decide, reject_empty
from nlu.language import detect
from nlu.large_pages import use_large_pages
from nlu.model_store import NAMES, NAMES_FOLDER, Manifest, check_encoder, read_manifest
from nlu.types import OUT_OF_SCOPE, Entity, IntentScore, Language, ParseResult


class Pipeline:
    """`load` one and share it between threads; `encoder` may serve retrieval as well."""

    def __init__(
        self,
        encoder: OnnxEncoder,
        classifier: KernelClassifier,
        extractor: EntityExtractor,
        manifest: Manifest,
    ) -> None:
        self.encoder = encoder
        self.manifest = manifest
        self._classifier = classifier
        self._extractor = extractor

    @classmethod
    def load(cls, model_folder: Path, encoder_folder: Path) -> "Pipeline":
        """Raises ModelMissing or ModelBroken, also for a model that was trained with another encoder.

        From here on, NumPy in this process computes on one thread a caller.
        """
        read_manifest(model_folder)  # a missing model is told before the encoder has loaded
        pipeline = cls.load_with(model_folder, OnnxEncoder.load(encoder_folder))
        use_large_pages()
        return pipeline

    @classmethod
    def load_with(cls, model_folder: Path, encoder: OnnxEncoder) -> "Pipeline":
        """As `load`; several models may share the encoder."""
        use_one_blas_thread()
        manifest = read_manifest(model_folder)
        check_encoder(manifest, model_folder, encoder.checksum)
        classifier = load_classifier(manifest.classifier, model_folder, manifest.labels, encoder.dimension)
        extractor = EntityExtractor.load(None if NAMES in manifest.lacks else model_folder / NAMES_FOLDER)
        return cls(encoder, classifier, extractor, manifest)

    @property
    def intents(self) -> tuple[str, ...]:
        """All that it may answer with; it rejects whether or not it learned what is out of scope."""
        return (*self.manifest.labels, OUT_OF_SCOPE)

    def parse(
        self, text: str, *, now: datetime, timezone: str, default_language: Language = Language.zh
    ) -> ParseResult:
        """Takes any text, also none or far too much of it.

        `now` is aware and `timezone` the tenant's, both for times. `default_language` is the conversation's,
        for text that says nothing of its own.
        """
        plain = clean_for_encoder(text)
        language = detect(plain, default=default_language)
        if not plain:
            return _nothing(text, language)
        vectors, wishes = self.encoder.encode_twice([plain], kind="query")
        ranking = self._classifier.rank(plain, language, vectors[0], wishes[0])
        entities, reasons = self._find_entities(text, language, now, timezone)
        verdict = decide(ranking.scores, ranking.out_of_scope, self.manifest.thresholds)
        return ParseResult(
            text=text,
            language=language,
            intent=verdict.intent,
            intent_ranking=ranking.scores,
            entities=entities,
            decision=verdict.decision,
            reasons=(*verdict.reasons, *reasons),
            vector=vectors[0],
            out_of_scope=ranking.out_of_scope,
        )

    def _find_entities(
        self, text: str, language: Language, now: datetime, timezone: str
    ) -> tuple[tuple[Entity, ...], tuple[str, ...]]:
        """With their places in the whole text, and why others were given up for them."""
        entities: list[Entity] = []
        reasons: list[str] = []
        for begins, part in parts_for_entities(text):
            found = self._extractor.read(part, language=language, now=now, timezone=timezone)
            entities += [
                replace(one, start=begins + one.start, end=begins + one.end) for one in found.entities
            ]
            reasons += found.reasons
        return tuple(entities), tuple(reasons)


def _nothing(text: str, language: Language) -> ParseResult:
    verdict = reject_empty()
    ranking: tuple[IntentScore, ...] = (verdict.intent,)
    return ParseResult(
        text, language, verdict.intent, ranking, (), verdict.decision, verdict.reasons, out_of_scope=1.0
    )
