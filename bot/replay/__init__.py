"""What would have gone differently: recorded conversations, run again with what is here at present.

In: conversations of a tenant (`stored`) or of a file (`conversation_file`), each customer message with the
course its turn took. Out: the turns that take another course now (`comparison`). Start at `run`.
See docs/how-to/replay.md.
"""
