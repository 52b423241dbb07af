"""Clocks: when the desk is open, what is promised to a ticket, what of it is due when, and how it was kept.

In: a ticket's events. Out: its clocks (`clocks`), and in the database their timers, which leave `sla.warned`
and `sla.breached` in the log (`keeping` sets them, `firing` fires them). Start at `clocks`, which has the
rules; `calendar` does the arithmetic, `policy` chooses. docs/how-to/sla.md is for those who set it up.
"""
