"""What we know: articles with revisions, cut into passages, found by meaning and by words.

`indexing` writes articles and their passages; `retriever.Retriever.search` answers a query with hits and the
reason for their order. Vectors come from an `Embedder` that is passed in. Sessions come in bound to a tenant.
"""
