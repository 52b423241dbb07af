"""Gathers questions that mean the same, whatever language they are in. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_index.embedder import Vectors
from kb_index.vector_index.exact import leaning
from kb_index.vector_index.rough_rows import unit

NEAR = 0.35
"""Mean cosine from which two groups are one, of vectors less the mean of their language's questions here: a
vector says first that it is a question, in which language and to whom, and only then about what. Chosen by
`python -m benchmarks.gaps`, for as few strangers in a group as by the vectors themselves."""

NEAR_AS_THEY_ARE = 0.9
"""The same of the vectors themselves, where it is not known what is typically asked."""

Typical = Mapping[tuple[str, str], Vectors]
"""The mean of `typical_questions`, by embedder and language: on it the mean of few questions leans."""

Similarities = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Said:
    """A question's words and its vector, if it has one, by that embedder."""

    text: str
    language: str
    embedder: str | None = None
    vector: Vectors | None = None


def gather(questions: Sequence[Said], typical: Typical) -> list[list[int]]:
    """Positions in groups, in each the one first that is nearest to all of it.

    The same words are one; then the two nearest groups are joined as long as any are near, by average linkage
    (Sokal and Michener 1958). scipy has that too, for 44 MB of a server's memory.
    """
    places: dict[str, list[int]] = {}
    for at, one in enumerate(questions):
        places.setdefault(one.text.strip().casefold(), []).append(at)
    alike = list(places.values())
    firsts = [next((at for at in some if questions[at].vector is not None), some[0]) for some in alike]
    similar = _similarities([questions[at] for at in firsts], typical)
    groups = []
    for members in _join(similar):
        central = similar[np.ix_(members, members)].sum(axis=1).argmax()
        ordered = [members[central], *np.delete(members, central)]
        groups.append([at for one in ordered for at in alike[one]])
    return groups


def _similarities(questions: Sequence[Said], typical: Typical) -> Similarities:
    """Less what is near; -inf between vectors of two embedders, and where there is none."""
    similar = np.full((len(questions), len(questions)), -np.inf, dtype=np.float32)
    np.fill_diagonal(similar, 1)
    for embedder in {one.embedder for one in questions if one.vector is not None}:
        of_it = [
            at for at, one in enumerate(questions) if one.embedder == embedder and one.vector is not None
        ]
        vectors = np.array([questions[at].vector for at in of_it], dtype=np.float32)
        spoken = np.array([questions[at].language for at in of_it])
        usual = {language: typical.get((str(embedder), language)) for language in set(spoken.tolist())}
        near = NEAR_AS_THEY_ARE
        if all(mean is not None for mean in usual.values()):
            near = NEAR
            for language, mean in usual.items():
                own = spoken == language
                vectors[own] -= leaning(vectors[own].sum(axis=0), int(own.sum()), mean)
            vectors = unit(vectors)
        similar[np.ix_(of_it, of_it)] = vectors @ vectors.T - np.float32(near)
    return similar


def _join(similar: Similarities) -> list[list[int]]:
    """By average linkage, as long as the nearest two are not under 0."""
    members = {at: [at] for at in range(len(similar))}
    left = similar.copy()
    np.fill_diagonal(left, -np.inf)
    nearest = left.argmax(axis=1) if len(left) else np.zeros(0, dtype=np.int64)
    best = left.max(axis=1, initial=-np.inf)
    while len(members) > 1 and best.max() >= 0:
        one = int(best.argmax())
        other = int(nearest[one])
        sizes = len(members[one]), len(members[other])
        left[one] = left[:, one] = (sizes[0] * left[one] + sizes[1] * left[other]) / sum(sizes)
        left[other] = left[:, other] = left[one, one] = -np.inf
        members[one] += members.pop(other)
        # What is joined is to no group nearer than the nearer of the two was.
        stale = np.flatnonzero((nearest == one) | (nearest == other))
        nearest[stale], best[stale] = left[stale].argmax(axis=1), left[stale].max(axis=1)
        best[other] = -np.inf
    return list(members.values())
