"""The law under mutation: a small change of a rule that no hand-made history notices is a hole in the histories."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))  # where the language of histories is, as pytest has it
