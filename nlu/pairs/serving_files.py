"""What building writes and the reader takes."""

from nlu.encoder.serving_files import MODEL_FILE, ROWS_FILE, SCALES_FILE, TOKENIZER_FILE

PAIR_FILES = (TOKENIZER_FILE, MODEL_FILE, ROWS_FILE, SCALES_FILE)
OUTPUTS = ("same",)
