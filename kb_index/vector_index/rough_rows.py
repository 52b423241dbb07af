"""Rows of which a rough look reads a quarter of the memory: numbers of eight bits, of many rows.

Reading is what comparing costs: 24,000 rows of 384 numbers are 37 MB, more than a core has near itself.
"""

from collections.abc import Callable

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]

FEW = 8192
"""So many rows are compared exactly at once."""

HIGHEST, HIGHEST_ASKED = 127, 63
"""Whole numbers of a row's, and of a question's: with one bit less two products fit in the 16 that processors
without VNNI add them up in."""

AT_ONCE = 8192


class RoughRows:
    """Products of unit-length rows with a vector; `is_rough` says whether those with all rows are rough."""

    def __init__(self, rows: Vectors) -> None:
        self.is_rough = len(rows) > FEW
        # What is looked at closely is exact to four places in half the memory.
        self._rows = rows.astype(np.float16) if self.is_rough else rows
        if self.is_rough:
            self._steps = np.maximum(np.abs(rows).max(axis=1), 1e-9) / np.float32(HIGHEST)
            self._multiply = _multiplier(_in_steps(rows, self._steps))

    def products(self, vector: Vectors) -> Vectors:
        """With each row. Of many they are off by less than a thousandth, as a rule."""
        if not self.is_rough:
            products: Vectors = self._rows @ vector
            return products
        step = max(float(np.abs(vector).max()), 1e-9) / HIGHEST_ASKED
        rough: Vectors = self._multiply(np.rint(vector / step)) * (self._steps * np.float32(step))
        return rough

    def exact(self, vector: Vectors, rows: Numbers) -> Vectors:
        """With some rows."""
        products: Vectors = self._rows[rows].astype(np.float32) @ vector
        return products


def _in_steps(rows: Vectors, steps: Vectors) -> NDArray[np.int8]:
    """A column a row, each number how many of the row's steps it is."""
    columns = np.empty(rows.shape[::-1], dtype=np.int8)
    for at in range(0, len(rows), AT_ONCE):
        some = slice(at, at + AT_ONCE)
        columns[:, some] = np.rint(rows[some] / steps[some, None]).T
    return columns


def _multiplier(columns: NDArray[np.int8]) -> Callable[[Vectors], Vectors]:
    """Of a vector of whole numbers with each column: by onnxruntime, since NumPy has no such product."""
    from onnx import TensorProto, helper  # here, since few indexes have so many rows

    numbers, rows = columns.shape
    held = TensorProto(
        name="columns",
        data_type=TensorProto.INT8,
        dims=columns.shape,
        data_location=TensorProto.EXTERNAL,
    )
    held.external_data.add(key="location", value="given by the session's options")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["asked", "columns", "nought"], ["products"])],
        "products",
        [helper.make_tensor_value_info("asked", TensorProto.UINT8, [1, numbers])],
        [helper.make_tensor_value_info("products", TensorProto.INT32, [1, rows])],
        [held, helper.make_tensor("nought", TensorProto.UINT8, [], [HIGHEST_ASKED])],
    )
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    options.add_external_initializers(["columns"], [ort.OrtValue.ortvalue_from_numpy(columns)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    def multiply(whole: Vectors) -> Vectors:
        asked = (whole + HIGHEST_ASKED).astype(np.uint8)
        products: NDArray[np.int32] = session.run(None, {"asked": asked[None]})[0][0]
        return products.astype(np.float32)

    return multiply


def unit(vectors: Vectors) -> Vectors:
    """Each row, or the one vector, at length 1."""
    lengths = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))
    scaled: Vectors = vectors / np.maximum(lengths, 1e-6)[..., None]
    return scaled.astype(np.float32, copy=False)
