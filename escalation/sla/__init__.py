"""Clocks: when the desk is open and by when it promised to answer."""
