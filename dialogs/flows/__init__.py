"""What the bot carries through over several messages: one file a flow, `registry` lists them.

A flow states what it needs to know and what it does; asking, confirming, the way out and stepping aside are
shared, in the files of those names.
"""
