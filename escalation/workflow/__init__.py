"""What a tenant's desk does by itself, beside deciding: macros, templates, and the record of its rules' runs.

- `macro` and `template` read what a tenant wrote, `macros` and `templates` keep it in tables.
- `runs` is what the rules did and why; `waits` says which rules are due when time passes.

The worker that brings all this to life is `bot.desk.rule_worker`.
"""
