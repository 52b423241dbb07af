"""Tickets of tenants who keep theirs in another system too: Request Tracker, Zammad, Zendesk, any webhook.

In goes what happened to a ticket here, as a `Push`; out come a `Done` with the outside ticket's id, and what
happened there since a cursor. Each push has a key, by which it is found again: done once, however often it is
tried. HTTP goes through a `Transport` that `bot` passes in. Start at `types`; `bot.desk.backend_push` has the
order of things. See docs/how-to/ticket-backends.md.
"""
