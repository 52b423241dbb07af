"""Measures understanding: a parser and labelled messages go in, a Report comes out.

Start at `measuring.evaluate`. It keeps an Outcome of every message, and each figure of the Report is computed
from those: `intents`, `confusions`, `calibration`, `rejection`, `entities`, `latency`. `report_file` keeps a
Report on the disk. `comparison.compare` says whether one model is better than another, beyond chance.
"""

from nlu.evaluation.measuring import evaluate
from nlu.evaluation.report import Report

__all__ = ["Report", "evaluate"]
