"""Runs the settings (or gunicorn's) for each environment that arrives on standard input, one JSON object a line.

Answers each with a line: what it refused with, or the values asked for.
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

    for line in sys.stdin:
        case = json.loads(line)
        os.environ.clear()
        os.environ.update(case["environment"])
        try:
            values = runpy.run_path(str(ROOT / "crm" / case["file"]))
        except ImproperlyConfigured as error:
            outcome = {"refused": str(error)}
        else:
            outcome = {name: repr(values[name]) for name in case["wanted"]}
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
