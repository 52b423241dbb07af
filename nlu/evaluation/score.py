"""Precision, recall and F1 from three counts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """`support` counts the labelled; each measure is 0 where there was nothing to measure."""

    precision: float
    recall: float
    f1: float
    support: int


def score(right: int, found: int, labelled: int) -> Score:
    precision = right / found if found else 0.0
    recall = right / labelled if labelled else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Score(precision, recall, f1, labelled)
