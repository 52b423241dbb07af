"""Hashed character n-grams: what a message literally says, beside what it means."""

import zlib
from collections import Counter

import numpy as np
from numpy.typing import NDArray

LONGEST = 4
BUCKETS = 2**14
MAX_CHARACTERS = 600


def count_ngrams(text: str) -> Counter[int]:
    """Bucket to count, for all n-grams of one to four characters; case and runs of spaces don't matter."""
    plain = f" {' '.join(text.casefold().split())[:MAX_CHARACTERS]} "
    return Counter(
        zlib.crc32(plain[start : start + length].encode("utf-8", "surrogatepass")) % BUCKETS
        for length in range(1, LONGEST + 1)
        for start in range(len(plain) - length + 1)
    )


def weigh_ngrams(
    counts: Counter[int], idf: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Buckets and their weights: 1 + log(count), times `idf`, of unit length together."""
    buckets = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    weights = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * idf[buckets]
    return buckets, (weights / max(float(np.linalg.norm(weights)), 1e-9)).astype(np.float32)
