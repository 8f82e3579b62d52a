"""Random plans of a whole classroom's troubles, and what must hold at their end."""
