"""Says "conversation X has mail" and nothing more: a ring lost or doubled costs time, never correctness."""
