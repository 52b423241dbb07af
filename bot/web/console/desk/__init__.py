"""Tickets in the console: the list with its views, a ticket's page, and all that agents do there.

In: an agent's session (`bot.web.console.access`). Out: pages and their parts, and changes through
`escalation.ticketing.work`, which every route here locks its ticket for. Start at `routes`; `listing` is the
list's question to the database, `story` what is told on a page, `changing` how one ticket is changed.
"""
