"""KnowledgeBaseError
├── BrokenArticles       files that cannot be read as articles: each with its file and line or field
├── NoSuchArticle        nothing of that name is in force in that language
├── DraftMoved           somebody else has changed a draft, or published, since it was looked at
├── BrokenDraft          a draft that cannot be saved: fields and what is wrong with each
├── PictureRejected      no picture that is taken: a reason of `pictures.Reason`
├── CannotExport         the folder is no place for an export: why, and what to do
├── AnswerLost           an answer that was never given, or cannot be given again: why
├── BrokenVersionRange   a product range that is none: what was got, what was expected
└── WrongIndex           the stored passages were embedded by another model: rebuild them
"""

from collections.abc import Sequence


class KnowledgeBaseError(Exception):
    """Root of what this package raises."""


class BrokenArticles(KnowledgeBaseError):
    """`problems` has one line each: "file:line: field: what was got, what was expected"."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class NoSuchArticle(KnowledgeBaseError):
    """`language` is None where there is none of that name in any."""

    def __init__(self, article: str, language: str | None = None) -> None:
        missing = f"in {language} is in force" if language else "is known"
        super().__init__(f"no article {article} {missing}; `huiyi kb export` lists what is")
        self.article = article
        self.language = language


class DraftMoved(KnowledgeBaseError):
    def __init__(self, article: str, language: str) -> None:
        super().__init__(
            f"{article}, {language}: somebody else changed it meanwhile; look at both and save again"
        )
        self.article = article
        self.language = language


class BrokenDraft(KnowledgeBaseError):
    """`problems` are field and code, the code one of `drafts.Problem`."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {code}" for field, code in problems))
        self.problems = tuple(problems)


class PictureRejected(KnowledgeBaseError):
    """`reason` is one of `pictures.Reason`, for who says it in the author's language."""

    def __init__(self, reason: str, problem: str) -> None:
        super().__init__(problem)
        self.reason = reason


class CannotExport(KnowledgeBaseError):
    pass


class AnswerLost(KnowledgeBaseError):
    def __init__(self, answer_id: str, why: str) -> None:
        super().__init__(f"answer {answer_id}: {why}")


class BrokenVersionRange(KnowledgeBaseError):
    def __init__(self, text: str) -> None:
        super().__init__(f'got {text!r}, expected "*" or bounds such as ">=5.0" or ">=4.0,<5.0"')
        self.text = text


class WrongIndex(KnowledgeBaseError):
    def __init__(self, got: str, expected: str) -> None:
        super().__init__(
            f"the passages were embedded by {got}, expected {expected}; run `huiyi kb rebuild`, "
            "and restart what runs with another encoder"
        )
        self.got = got
        self.expected = expected
