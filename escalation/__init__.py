"""Who helps: the desk's tickets, business hours, priority, and the CRM's customers, orders, bills and leads.

Sessions come in from `bot`, already bound to one tenant; nothing here opens or commits one.
Start at `handoff` for what happens when a person is asked for.
"""
