"""Entities of a message: text goes in, spans with normalised values come out.

Start at `nlu.extractors.extractor.EntityExtractor`. What has a form or a list is found by rules (`forms`,
`phones`, `money`, `seats`, `product_words`, `plans`, and the `time_*` files); people and companies by cues
(`names`) and a small trained spaCy model (`name_model`). `found.keep_best` settles overlaps. Rules of both
languages run on every message, because customers mix them.
"""
