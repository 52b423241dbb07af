"""Exports a model folder for serving: the BERT layers as int8 ONNX, the embedding table as int8 beside it.

The table stays outside the graph so that the server maps it from disk and touches only the rows that a
message needs; inside, it would be 46 MB of private memory. torch and transformers are imported here and
nowhere on the serving path.
"""

import logging
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from transformers import AutoConfig, AutoModel, PretrainedConfig
from transformers.utils import logging as transformers_logging

from nlu.encoder.serving_files import MODEL_FILE, ROWS_FILE, SCALES_FILE

OPSET = 17  # the first with LayerNormalization; onnxruntime fuses the rest


class _Pooled(torch.nn.Module):  # type: ignore[misc]  # torch is untyped to us
    """A text's embedding rows in; unit vectors out of the last layer, the tokens' mean and the first token's.

    The mean is the encoder's own vector, which search compares; the first token is where a tuned encoder
    keeps what the customer wants. One pass gives both.
    """

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states = last_states(self.model, rows)
        return torch.nn.functional.normalize(states.mean(1), dim=-1), torch.nn.functional.normalize(
            states[:, 0], dim=-1
        )


def last_states(model: torch.nn.Module, rows: torch.Tensor) -> torch.Tensor:
    # Texts are run one by one, so nothing is hidden; but fusing knows attention only by its mask.
    nothing_hidden = torch.ones(rows.shape[:2], dtype=torch.int64)
    return model(inputs_embeds=rows, attention_mask=nothing_hidden).last_hidden_state


def export_for_serving(folder: Path) -> None:
    """Reads the standard model in `folder` and writes the three serving files beside it."""
    whole = folder / "model.fp32.onnx"
    write_rows(export_in_full(folder, whole), folder)
    quantise_layers(whole, AutoConfig.from_pretrained(folder), folder / MODEL_FILE)


def write_rows(table: NDArray[np.float32], folder: Path) -> None:
    rows, scales = quantise_rows(table)
    np.save(folder / ROWS_FILE, rows)
    np.save(folder / SCALES_FILE, scales)


def quantise_layers(whole: Path, config: PretrainedConfig, target: Path) -> None:
    """Of the layers in fp32 in `whole`, which goes."""
    _fuse_attention(whole, config)
    # Per channel keeps the cosine high; the reduced range keeps processors without VNNI from saturating, so
    # that vectors agree between machines.
    logging.getLogger().addFilter(_is_not_advice)
    try:
        quantize_dynamic(
            whole,
            target,
            op_types_to_quantize=["MatMul", "Attention"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            # What comes out of a fused operator has no type that quantising could look up.
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
    finally:
        logging.getLogger().removeFilter(_is_not_advice)
    whole.unlink()


def export_in_full(folder: Path, path: Path) -> NDArray[np.float32]:
    """Writes the layers of the standard model in `folder` to `path`, in fp32; returns the embedding table."""
    model, table = load_for_export(folder)
    export_layers(_Pooled(model).eval(), table.shape[1], ["vector", "intent"], path)
    return table


def load_for_export(folder: Path) -> tuple[torch.nn.Module, NDArray[np.float32]]:
    """The standard model in `folder`, and its embedding table."""
    transformers_logging.disable_progress_bar()
    model = AutoModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()
    return model, model.get_input_embeddings().weight.detach().numpy()


def quantise_rows(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 rows and the scale of each: `rows * scales[:, None]` is the table again, nearly."""
    scales = np.maximum(np.abs(table).max(axis=1), 1e-12).astype(np.float32) / 127
    return np.round(table / scales[:, None]).astype(np.int8), scales


def export_layers(model: torch.nn.Module, hidden: int, outputs: Sequence[str], path: Path) -> None:
    """`model` takes one text's rows of that many numbers; to `path`, in fp32."""
    with warnings.catch_warnings(), torch.no_grad():
        # The dynamo exporter needs one more package and makes no better graph of a BERT.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (torch.zeros(1, 9, hidden),),
            path,
            input_names=["rows"],
            output_names=list(outputs),
            dynamic_axes={"rows": {1: "tokens"}},
            opset_version=OPSET,
            dynamo=False,
        )


def _fuse_attention(path: Path, config: PretrainedConfig) -> None:
    """One operator for each layer's attention, for a quarter of the nodes; other models stay as they are."""
    # onnxruntime's fused SkipLayerNormalization takes twice the time of what it fuses, on a processor.
    wanted = FusionOptions("bert")
    wanted.enable_skip_layer_norm = False
    fused = optimize_model(
        str(path),
        model_type="bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        opt_level=0,
        optimization_options=wanted,
    )
    fused.save_model_to_file(str(path))


def _is_not_advice(record: logging.LogRecord) -> bool:
    """quantize_dynamic logs advice on pre-processing at the root logger, which changes nothing here."""
    return "pre-processing" not in record.getMessage()
