"""Words for plans and platforms as systems, sites and authors write them: "Business", "iOS", "企业版"."""

from collections.abc import Iterable
from functools import lru_cache

_ALIASES = {
    "iphone": "ios",
    "ipad": "ios",
    "ipados": "ios",
    "苹果": "ios",
    "安卓": "android",
    "macos": "mac",
    "mac os": "mac",
    "os x": "mac",
    "osx": "mac",
    "browser": "web",
    "浏览器": "web",
    "网页": "web",
    "网页版": "web",
    "手机": "mobile",
    "手机端": "mobile",
    "桌面端": "desktop",
    "电脑": "desktop",
    "win": "windows",
    "免费版": "free",
    "团队版": "team",
    "商业版": "business",
    "企业版": "enterprise",
}
_PARTS = {"mobile": {"ios", "android"}, "desktop": {"windows", "mac", "linux"}}


def is_among(has: str, held: Iterable[str]) -> bool:
    """Whether who has `has` is meant by one of `held`: "mobile" means iOS too, and may be said of it."""
    own = _plain(has)
    return any(
        own == other or own in _PARTS.get(other, ()) or other in _PARTS.get(own, ())
        for other in map(_plain, held)
    )


@lru_cache(maxsize=1024)
def _plain(word: str) -> str:
    folded = " ".join(word.casefold().replace("_", " ").replace("-", " ").split())
    folded = folded.removesuffix(" plan").removesuffix(" app")
    return _ALIASES.get(folded, folded)
