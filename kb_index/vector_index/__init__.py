"""Finds passages by meaning. `exact` compares a question with every passage of one tenant, in memory."""
