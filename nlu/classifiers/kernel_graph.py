"""A message beside all that were kept, as one step of onnxruntime.

NumPy lets go of the interpreter at each of a dozen steps over thousands of rows and has to get it back from
other turns' threads; this does so once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper, numpy_helper

from nlu.onnx_options import lean_options
from nlu.types import Vector

OPSET, IR_VERSION = 17, 8


@dataclass(frozen=True)
class Side:
    """A row for each kept message in `rows`, placed by `projection`; `share` is how much the side counts."""

    projection: NDArray[np.float32]
    rows: NDArray[np.float32]
    share: float


Compare = Callable[[Sequence[Vector]], tuple[Vector, float, float]]
"""Of a message's centred vector for each side: the sum of the weights of what is like it, and the cosines of
the first side's nearest row that is not strange, and that is (-1 where there is none)."""


def kernel_graph(
    sides: Sequence[Side], weights: NDArray[np.float32], strange: NDArray[np.bool_], *, sharpness: float
) -> Compare:
    """`weights` and `strange` have a row for each of the sides'."""
    order = np.argsort(strange, kind="stable")
    plain = int(np.count_nonzero(~strange))
    model = _model(sides, weights, order, sharpness)
    session = ort.InferenceSession(
        model.SerializeToString(), lean_options(), providers=["CPUExecutionProvider"]
    )

    def compare(centred: Sequence[Vector]) -> tuple[Vector, float, float]:
        asked = {f"vector{at}": vector[None] for at, vector in enumerate(centred)}
        scores, cosines = session.run(None, asked)
        near, far = cosines[0, :plain], cosines[0, plain:]
        return scores[0], float(near.max(initial=-1)), float(far.max(initial=-1))

    return compare


def _model(
    sides: Sequence[Side], weights: NDArray[np.float32], order: NDArray[np.int64], sharpness: float
) -> ModelProto:
    nodes, held, alike = [], [numpy_helper.from_array(weights[order], "weights")], []
    for at, side in enumerate(sides):
        constants = {
            "projection": side.projection,
            "rows": np.ascontiguousarray(side.rows[order].T),
            "sharpness": np.float32(sharpness),
            # e to the cosine less 1, times the share: the share goes into the exponent.
            "less": np.float32(sharpness - np.log(side.share)),
        }
        held += [numpy_helper.from_array(np.asarray(one), f"{name}{at}") for name, one in constants.items()]
        steps = (
            ("MatMul", (f"vector{at}", f"projection{at}"), f"placed{at}"),
            ("LpNormalization", (f"placed{at}",), f"unit{at}"),
            ("MatMul", (f"unit{at}", f"rows{at}"), f"cosines{at}"),
            ("Mul", (f"cosines{at}", f"sharpness{at}"), f"sharp{at}"),
            ("Sub", (f"sharp{at}", f"less{at}"), f"power{at}"),
            ("Exp", (f"power{at}",), f"alike{at}"),
        )
        nodes += [helper.make_node(kind, inputs, [output]) for kind, inputs, output in steps]
        alike.append(f"alike{at}")
    nodes += [
        helper.make_node("Sum", alike, ["alike"]),
        helper.make_node("MatMul", ["alike", "weights"], ["scores"]),
    ]
    graph = helper.make_graph(
        nodes,
        "kernel",
        [_tensor(f"vector{at}", len(side.projection)) for at, side in enumerate(sides)],
        [_tensor("scores", weights.shape[1]), _tensor("cosines0", len(order))],
        held,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)


def _tensor(name: str, width: int) -> object:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, width])
