"""A message beside all that were kept, as one step of onnxruntime.

NumPy lets go of the interpreter at each of a dozen steps over thousands of rows and has to get it back from
other turns' threads; this does so once. The steps are in `comparison.onnx`, which `comparison_graph` writes.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from nlu.onnx_options import lean_options
from nlu.types import Vector

GRAPH_FILE = Path(__file__).parent / "comparison.onnx"

Side = tuple[NDArray[np.float32], NDArray[np.float32]]
"""A projection, and where it places each kept message: a row each."""
Compare = Callable[[Vector, Vector], tuple[Vector, float, float]]
"""Of a message's centred vector for each side: the sum of the weights of what is like it, and the cosines of
the first side's nearest row that is not strange, and that is (-1 where there is none)."""


def comparison(sides: tuple[Side, Side], weights: NDArray[np.float32], strange: NDArray[np.bool_]) -> Compare:
    """`weights` and `strange` have a row for each of the sides'."""
    order = np.argsort(strange, kind="stable")
    plain = int(np.count_nonzero(~strange))
    held = {"weights": weights[order]}
    for side, (projection, rows) in enumerate(sides):
        held |= {f"projection{side}": projection, f"rows{side}": np.ascontiguousarray(rows[order].T)}
    session = ort.InferenceSession(GRAPH_FILE, lean_options(), providers=["CPUExecutionProvider"])

    def compare(first: Vector, second: Vector) -> tuple[Vector, float, float]:
        asked = {"vector0": first[None], "vector1": second[None]}
        scores, cosines = session.run(None, asked | held)
        near, far = cosines[0, :plain], cosines[0, plain:]
        return scores[0], float(near.max(initial=-1)), float(far.max(initial=-1))

    return compare
