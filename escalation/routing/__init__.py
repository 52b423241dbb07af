"""Which trouble is how urgent, who gets it, and why.

- `priority` reads the customer's words.
- `rule` is what a tenant has set: on which events, under which conditions, what is done. `rule_check` reads
  one as data (a form, JSON, YAML) and says of each field what is wrong; `deciding` takes the rules, an
  event's type and a view of the ticket and returns what is to be done, with a reason for each rule.
- `assignment` chooses a person of a team by skill, load, capacity and presence.
- `rulebook` and `people` keep rules, teams, queues and members in tables. `bot.desk` does what was decided.
"""
