"""Where a turn looks something up or writes it, through escalation and kb_index; nothing decides here."""
