"""Lanyun's own site, as a company that uses Huiyi has it: the widget's script tag, and who is signed in.

Only there with `huiyi serve --demo`. Page and widget frame have different origins, as they do outside.
"""
