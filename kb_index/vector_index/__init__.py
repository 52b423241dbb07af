"""Finds documents by meaning for one tenant: a `protocol.VectorIndex`, which `kb_index.vector_place` chooses.

`in_memory`: `exact` compares a question with every document, `asked` with every question that a document is
known to answer. Of many both look roughly first (`rough_rows`), and exactly where the search asks for it.
`pgvector`: PostgreSQL has the vectors, turned by the tenant's `spaces`, and names the likely documents.
"""
