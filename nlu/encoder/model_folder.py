"""Writes an encoder as a folder that transformers and sentence-transformers load as it stands."""

import json
from pathlib import Path
from typing import Any

from safetensors.numpy import save_file

from nlu.encoder.parts import PASSAGE_PROMPT, EncoderParts
from nlu.encoder.serving_files import PROMPTS_FILE

MAX_TOKENS = 512


def write_model_folder(parts: EncoderParts, folder: Path) -> None:
    """Into an existing, empty folder: weights, tokenizer, and mean pooling + normalisation as modules."""
    save_file(parts.tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # save_file leaves it to its owner alone
    _write(folder / "config.json", parts.config)
    # Compact: the vocabulary has one line a piece otherwise.
    (folder / "tokenizer.json").write_text(json.dumps(parts.tokenizer, ensure_ascii=False), encoding="utf-8")
    _write(folder / "tokenizer_config.json", _tokenizer_config(parts.tokenizer))
    _write(folder / "modules.json", _modules())
    _write(folder / "sentence_bert_config.json", {"max_seq_length": MAX_TOKENS, "do_lower_case": False})
    prompts = {"query": parts.query_prompt, "document": PASSAGE_PROMPT}
    asking = {"prompts": prompts, "default_prompt_name": None, "similarity_fn_name": "cosine"}
    _write(folder / PROMPTS_FILE, asking)
    (folder / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": parts.config["hidden_size"], "pooling_mode_mean_tokens": True}
    _write(folder / "1_Pooling" / "config.json", {**pooling, "pooling_mode_cls_token": False})
    (folder / "2_Normalize").mkdir()


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _tokenizer_config(tokenizer: dict[str, Any]) -> dict[str, Any]:
    named = {
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
    }
    added = {token["content"] for token in tokenizer["added_tokens"]}
    if not added >= set(named.values()):
        named = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]"}
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MAX_TOKENS,
        "clean_up_tokenization_spaces": False,
        **named,
    }


def _modules() -> list[dict[str, Any]]:
    kinds = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    return [
        {"idx": index, "name": str(index), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for index, (path, kind) in enumerate(kinds)
    ]
