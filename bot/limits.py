"""Token buckets in memory: how fast one sender may go."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from bot.errors import TooFast


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """`burst` at once, then `rate` a second, for each key. Forgets the keys that were quiet longest."""

    def __init__(self, burst: int, rate: float, keys: int = 20_000) -> None:
        self._burst, self._rate, self._keys = burst, rate, keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, key: str, now: float) -> None:
        """Takes one of the key's tokens, or raises TooFast. `now` in seconds of a monotonic clock."""
        with self._lock:
            bucket = self._buckets.pop(key, None) or _Bucket(self._burst, now)
            bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._rate)
            bucket.at = now
            self._buckets[key] = bucket
            if len(self._buckets) > self._keys:
                self._buckets.popitem(last=False)
            if bucket.tokens < 1:
                raise TooFast((1 - bucket.tokens) / self._rate)
            bucket.tokens -= 1

    def give_back(self, key: str) -> None:
        """One token of the key's returns: what it was taken for is not to count."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is not None:
                bucket.tokens = min(self._burst, bucket.tokens + 1)
