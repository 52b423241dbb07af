"""Learning from the desk: messages that the bot was unsure of, decided by people, become training data.

In: conversations and the traces of their turns. Out: a queue of proposals, and the accepted ones as labelled
messages in Rasa's format. `proposing` says which messages and why (pure), `masking` takes personal data out,
`same_words` which are decided together, `collecting` is the sweeper's job, `queue` is what people decide,
`cards` how they see it page by page, `decisions` what they decided before, `intents` what they may choose,
`learning` what of it a training takes, `exporting` writes the files.
docs/how-to/review.md is for the people who decide.
"""
