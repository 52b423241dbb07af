"""The names that export writes and serving reads."""

TOKENIZER_FILE = "tokenizer.json"
MODEL_FILE = "model.int8.onnx"
ROWS_FILE = "embeddings.int8.npy"
SCALES_FILE = "embeddings.scales.npy"
# What goes before a text, as sentence-transformers keeps it.
PROMPTS_FILE = "config_sentence_transformers.json"
SERVING_FILES = (TOKENIZER_FILE, MODEL_FILE, ROWS_FILE, SCALES_FILE, PROMPTS_FILE)
# For training only: the keys of the messages that the encoder was tuned on.
TUNED_ON_FILE = "tuned_on.npy"
