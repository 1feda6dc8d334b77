"""The law under mutation: a small change of a rule that no hand-made history notices is a hole in the histories."""
