"""Finds documents by meaning, in memory, for one tenant.

`exact` compares a question with every document, `asked` with every question that a document is known to
answer. Of many both look roughly first (`turned_rows`) and exactly at those that the search asks for.
"""
