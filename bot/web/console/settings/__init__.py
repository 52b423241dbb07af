"""What owners and admins set for their desk: rules, people, texts, deadlines, hours; and what is stuck.

In: forms whose names are the paths of what they edit ("actions.0.team"), so that what `escalation` says is
wrong stands beside its field. Out: pages, and changes through `escalation.routing`, `.workflow` and `.sla`.
Start at `routes`; `frame` is what stands around each page, `form` and `problems` are what all forms share.
"""
