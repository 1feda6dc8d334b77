"""A long run against a target that resets, cuts, delays, refuses and restarts: see `__main__`."""
