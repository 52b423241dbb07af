"""How the desk does, for who may see it: tables, drawings and files."""
