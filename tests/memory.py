"""How much memory the program takes."""

import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Callable


def python_peak(run: Callable[[], object]) -> int:
    """The most bytes that Python's objects take at once during a call in this process: the same on every machine.

    What a call before has loaded does not count, nor what compiled modules take by themselves.
    """
    gc.collect()
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def peak(*command: str, most: int = 3) -> int:
    """The memory that a process of the program takes, in kilobytes; its exit status may be `most` at most."""
    watched = "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
    watched += (
        f"print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(not 0 <= done.returncode <= {most})"
    )
    run = [sys.executable, "-c", watched, sys.executable, "-c", "from critmin.cli.app import main; main()", *command]
    return int(subprocess.run(run, capture_output=True, check=True, text=True).stdout)
