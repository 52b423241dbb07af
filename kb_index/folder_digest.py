"""Tells whether a folder of articles is the one that was indexed, without reading what stands in it."""

import hashlib
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import kb_index.articles
from kb_index.models import IndexState
from kb_index.passage_words import word_rules
from kb_index.picture_kinds import ENDINGS

# What becomes of an article depends on it too: a newer version of it indexes anew.
_READER = Path(kb_index.articles.__file__)


def digest_folder(folder: Path) -> str:
    """Of every article's and picture's name and bytes, and of the code that reads them."""
    whole = hashlib.sha256(word_rules().encode())
    pictures = (one for one in folder.rglob("*") if one.suffix.lower() in ENDINGS and one.is_file())
    for path in (_READER, *sorted(folder.glob("*.md")), *sorted(pictures)):
        content = path.read_bytes()
        name = path.relative_to(folder).as_posix() if path is not _READER else path.name
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def is_indexed(session: Session, tenant_id: str, folder: Path, embedder_name: str) -> bool:
    """Whether the tenant's passages were made of this folder, as it is now, by this embedder."""
    states = session.execute(
        select(IndexState.embedder, IndexState.folder_digest).where(IndexState.tenant_id == tenant_id)
    ).all()
    return bool(states) and all(state == (embedder_name, digest_folder(folder)) for state in states)
