"""How satisfied people are: with one solved ticket (CSAT), and each quarter with the whole (NPS).

`asking` decides whom to ask, `answers` keeps what they say.
"""
