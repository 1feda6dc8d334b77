"""What a release is held to beyond its tests: a newcomer's path, known vulnerabilities, the newest of its libraries."""

import sys


def say(line: str) -> None:
    """A line of what goes on, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
