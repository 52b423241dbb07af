"""Where authors write: articles, their drafts and history, and what customers asked in vain."""
