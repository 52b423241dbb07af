"""Whether two texts tell of one trouble, read side by side (a cross-encoder; Nogueira & Cho 2019,
arXiv 1901.04085).

Vectors say what a text is about; whether two wishes about the same thing are one wish shows only where each
word is read beside the other text's. `tuning` learns that from written pairs, `building` makes the folder
that `reader.PairReader` serves from.
"""
