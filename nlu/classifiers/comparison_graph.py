"""Writes `comparison.onnx`, the steps of `comparison.py`: `python -m nlu.classifiers.comparison_graph`.

Kept as a file, since serving does without the package that makes one.
"""

from onnx import ModelProto, TensorProto, helper, save_model

from nlu.classifiers.comparison import GRAPH_FILE

OPSET, IR_VERSION = 17, 8


def comparison_graph() -> ModelProto:
    """`likeness` of two vectors with the rows kept of each, and the sum of the rows' weights by it.

    Of each side it takes `vector`, `projection` and `rows`, a column for each row; beside them `weights`.
    """
    nodes, inputs = [], []
    for side in range(2):
        steps = (
            ("MatMul", (f"vector{side}", f"projection{side}"), f"placed{side}"),
            ("LpNormalization", (f"placed{side}",), f"unit{side}"),
            ("MatMul", (f"unit{side}", f"rows{side}"), f"cosines{side}"),
            ("Sub", (f"cosines{side}", "one"), f"power{side}"),
            ("Exp", (f"power{side}",), f"alike{side}"),
        )
        nodes += [helper.make_node(kind, taken, [given]) for kind, taken, given in steps]
        inputs += [_matrix(f"{name}{side}") for name in ("vector", "projection", "rows")]
    nodes += [
        helper.make_node("Sum", ["alike0", "alike1"], ["alike"]),
        helper.make_node("MatMul", ["alike", "weights"], ["scores"]),
    ]
    graph = helper.make_graph(
        nodes,
        "comparison",
        [*inputs, _matrix("weights")],
        [_matrix("scores"), _matrix("cosines0")],
        [helper.make_tensor("one", TensorProto.FLOAT, [], [1.0])],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)


def _matrix(name: str) -> object:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, None])


if __name__ == "__main__":
    save_model(comparison_graph(), GRAPH_FILE)
