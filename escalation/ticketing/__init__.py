"""Tickets: one story of a trouble, with its thread, for the people who mend it."""
