"""How much memory the program takes."""

import subprocess
import sys


def peak(*command: str) -> int:
    """The memory that a run takes, in kilobytes."""
    watched = "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
    watched += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.returncode > 3)"
    run = [sys.executable, "-c", watched, sys.executable, "-c", "from critmin.cli.app import main; main()", *command]
    return int(subprocess.run(run, capture_output=True, check=True, text=True).stdout)
