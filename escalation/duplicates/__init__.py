"""Tickets of the same trouble: recognised by what they speak of, merged, gathered, and taken apart again.

`likeness` compares two tickets as they were told, `finding` looks for a ticket's duplicates among the open
ones, `merging` and `incidents` act. See docs/how-to/duplicates.md.
"""
