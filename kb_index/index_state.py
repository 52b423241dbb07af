"""What the tenant's passages were made with, and the count of their changes."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb_index.embedder import Embedder
from kb_index.index import translations_of
from kb_index.loading import read_passages
from kb_index.models import IndexState
from kb_index.passage_words import word_rules
from kb_index.passages import vector_bytes
from kb_index.translations import Translations
from kb_index.typical_questions import TYPICAL_QUESTIONS
from kb_index.vector_tables import keep_in_step


def write_state(
    session: Session,
    tenant_id: str,
    embedder: Embedder,
    now: datetime,
    *,
    changed: bool = True,
    folder_digest: str | None = None,
    learn: bool = False,
) -> None:
    """Counts a change up, where there is one, so that every process loads it; pgvector has it too.

    `learn` has the words of the languages learned from each other anew: of many articles that takes seconds,
    and one more article changes little. A `folder_digest` of None stays what it was.
    """
    found = {language: session.get(IndexState, (tenant_id, language)) for language in TYPICAL_QUESTIONS}
    made = [state for state in found.values() if state]
    stale = len(made) < len(found) or any(
        (state.embedder, state.words_by) != (embedder.name, word_rules()) for state in made
    )
    for state in made:
        state.folder_digest = folder_digest or state.folder_digest
    if not changed and not stale:
        return
    translations = None
    if learn or stale:
        session.flush()
        translations = translations_of(read_passages(session, tenant_id, embedder.name, vectors=False))
    for language, questions in TYPICAL_QUESTIONS.items():
        state = found[language] or IndexState(
            tenant_id=tenant_id, language=language, build=0, embedder="", question_mean=b""
        )
        session.add(state)
        if state.embedder != embedder.name:
            state.question_mean = vector_bytes(embedder.embed_queries(questions).mean(axis=0))
            state.embedder = embedder.name
        if translations is not None:
            state.translations, state.words_by = _plain(translations[language]), word_rules()
        state.folder_digest = folder_digest or state.folder_digest
        state.build += 1
        state.built_at = now
    keep_in_step(session, tenant_id)


def _plain(translations: Translations) -> dict[str, dict[str, float]]:
    return {word: dict(others) for word, others in translations.items()}
