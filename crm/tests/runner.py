"""Runs the settings (or gunicorn's) once for each environment given on standard input, in a process of its own.

Prints a list: for each environment what it refused with, or the values asked for.
"""

import json
import os
import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from django.core.exceptions import ImproperlyConfigured

    outcomes = []
    for case in json.load(sys.stdin):
        os.environ.clear()
        os.environ.update(case["environment"])
        try:
            values = runpy.run_path(str(ROOT / "crm" / case["file"]))
        except ImproperlyConfigured as error:
            outcomes.append({"refused": str(error)})
        else:
            outcomes.append({name: repr(values[name]) for name in case["wanted"]})
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main()
