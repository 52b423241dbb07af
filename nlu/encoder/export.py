"""Exports a model folder for serving: the BERT layers as int8 ONNX, the embedding table as int8 beside it.

The table stays outside the graph so that the server maps it from disk and touches only the rows that a
message needs; inside, it would be 46 MB of private memory. torch and transformers are imported here and
nowhere on the serving path.
"""

import logging
import warnings
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel
from transformers.utils import logging as transformers_logging

from nlu.encoder.serving_files import MODEL_FILE, ROWS_FILE, SCALES_FILE

OPSET = 17  # the first with LayerNormalization; onnxruntime fuses the rest


class _Pooled(torch.nn.Module):  # type: ignore[misc]  # torch is untyped to us
    """Embedding rows and mask in; unit vectors out of the last layer, the tokens' mean and the first token's.

    The mean is the encoder's own vector, which search compares; the first token is where a tuned encoder
    keeps what the customer wants. One pass gives both.
    """

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, rows: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states = self.model(inputs_embeds=rows, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(rows.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(mean, dim=-1), torch.nn.functional.normalize(
            states[:, 0], dim=-1
        )


def export_for_serving(folder: Path) -> None:
    """Reads the standard model in `folder` and writes the three serving files beside it."""
    whole = folder / "model.fp32.onnx"
    rows, scales = quantise_rows(export_in_full(folder, whole))
    np.save(folder / ROWS_FILE, rows)
    np.save(folder / SCALES_FILE, scales)
    # Per channel keeps the cosine high; the reduced range keeps processors without VNNI from saturating, so
    # that vectors agree between machines.
    logging.getLogger().addFilter(_is_not_advice)
    try:
        quantize_dynamic(
            whole,
            folder / MODEL_FILE,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    finally:
        logging.getLogger().removeFilter(_is_not_advice)
    whole.unlink()


def export_in_full(folder: Path, path: Path) -> NDArray[np.float32]:
    """Writes the layers of the standard model in `folder` to `path`, in fp32; returns the embedding table."""
    transformers_logging.disable_progress_bar()
    model = AutoModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()
    table: NDArray[np.float32] = model.get_input_embeddings().weight.detach().numpy()
    _export_layers(_Pooled(model).eval(), table.shape[1], path)
    return table


def quantise_rows(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 rows and the scale of each: `rows * scales[:, None]` is the table again, nearly."""
    scales = np.maximum(np.abs(table).max(axis=1), 1e-12).astype(np.float32) / 127
    return np.round(table / scales[:, None]).astype(np.int8), scales


def _export_layers(model: torch.nn.Module, hidden: int, path: Path) -> None:
    # Two texts of nine tokens: sizes of one would be baked into the graph.
    example = (torch.zeros(2, 9, hidden), torch.ones(2, 9, dtype=torch.int64))
    tokens, one = {0: "texts", 1: "tokens"}, {0: "texts"}
    axes = {"rows": tokens, "mask": tokens, "vector": one, "intent": one}
    with warnings.catch_warnings(), torch.no_grad():
        # The dynamo exporter needs one more package and makes no better graph of a BERT.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            example,
            path,
            input_names=["rows", "mask"],
            output_names=["vector", "intent"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def _is_not_advice(record: logging.LogRecord) -> bool:
    """quantize_dynamic logs advice on pre-processing at the root logger, which changes nothing here."""
    return "pre-processing" not in record.getMessage()
