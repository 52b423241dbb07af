"""Trained models side by side, and which of them is in force: docs/decisions/0008-model-registry.md.

In: folders that `nlu.training` wrote. Out: the folder to serve from, for all tenants or for one. A version
never changes; what changes is a pointer with its history, a small JSON file for each owner: a tenant, or ALL.
Start at `registry.ModelRegistry`; `promotion` holds the rule by which a version comes into force,
`going_back` the two ways back, `adjusting` chooses thresholds anew.
"""
