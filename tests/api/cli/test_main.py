"""What every command begins with."""

import os
import subprocess
import sys

import pytest

COUNT_THREADS = """
import os, sys
from api.cli.main import main
sys.argv = ["dalil", "--version"]
try:
    main()
except SystemExit:
    import numpy
    print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux") or len(os.sched_getaffinity(0)) < 2, reason="counts threads in /proc")
@pytest.mark.parametrize(("said", "threads"), [({}, 1), ({"OPENBLAS_NUM_THREADS": "2"}, 2)])
def test_a_command_multiplies_in_its_own_thread_unless_it_is_told_otherwise(said: dict[str, str], threads: int) -> None:
    names = {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"}
    environment = {name: value for name, value in os.environ.items() if name not in names} | said
    ran = subprocess.run([sys.executable, "-c", COUNT_THREADS], env=environment, capture_output=True, text=True, check=True)
    assert int(ran.stdout.split()[-1]) == threads
