"""Which trouble is how urgent, and why."""
