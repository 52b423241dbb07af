"""Plays conversation scripts through the whole bot: the inbox, the models, the flows and the articles."""
