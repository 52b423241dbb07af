"""The desk's work in the running service: what is said in a conversation comes into its ticket, rules and
clocks act, and what they send goes out. Sessions open here; what a ticket is and becomes, `escalation` says.
"""
