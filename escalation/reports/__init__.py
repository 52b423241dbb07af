"""How the desk does: `gathering` reads what each ticket came to, `figures` sums it up by who or what;
`standing` counts what is open now."""
