"""Every benchmark here, one after another, each with its own defaults. Not a test.

    python tests/bench/all.py [audio] [mix] [pages] [speakers] [tags] [targets] [words]

Named benchmarks alone, else all. One that fails does not keep the others from running; the exit code
tells it afterwards. Each can also be started by its own file, where its options are said.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent


def main(wanted: Sequence[str]) -> int:
    there = {file.stem.removeprefix("bench_"): file for file in sorted(HERE.glob("bench_*.py"))}
    if unknown := set(wanted) - set(there):
        print(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(there)}")
        return 2
    failed = []
    for name in wanted or there:
        print(f"\n== {name} ==", flush=True)
        if subprocess.run([sys.executable, str(there[name])], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
