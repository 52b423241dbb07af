"""Pages for browsers: the customer's widget, its help pages, the demo's site, the agents' console."""
