"""What was meant: a message's text goes in, a ParseResult (language, intent, entities, reasons) comes out.

Start at `nlu.pipeline.Pipeline.parse`. Training (`nlu.training`) and building encoders
(`nlu.encoder.build`) are separate doors; the serving path imports neither torch nor transformers.
Knows nothing of conversations, articles or tickets.
"""
