"""Flows as data: a YAML file says what is needed, when not, and what is done; this turns it into a Flow.

`loading` reads files into the values of `spec`, `compiling` makes each a statechart with the functions that
move it, `checking` proves what holds in every reachable state, `drawing` shows it. The files themselves are
`training_data/flows/`.
"""
