"""Runs one command and writes what it cost: a process of its own, so that memory is the command's alone.

`python launch.py COST.json SECONDS COMMAND...`; the command is ended after so many seconds.
The peak of a child begins at that of the process which forks it, hence nothing is imported
here that is not needed. Linux gives the peak in KiB.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time


def main() -> None:
    """Run, measure, write."""
    cost, limit, *command = sys.argv[1:]
    started = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        code = child.wait(float(limit))
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        code = None
    seconds = time.monotonic() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    facts = {
        "code": code,
        "seconds": seconds,
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }
    with open(cost, "w", encoding="utf-8") as file:
        json.dump(facts, file)


if __name__ == "__main__":
    main()
