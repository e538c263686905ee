"""README.md, README.es.md and .env.example name exactly the variables that the program reads."""

import re

import pytest

from crm.tests.test_settings import CRM, names_read

ROOT = CRM.parent
KNOWN = names_read("settings.py") | names_read("database.py") | names_read("gunicorn_conf.py")


@pytest.mark.parametrize("file", ["README.md", "README.es.md"])
def test_the_table_of_settings_is_complete(file: str) -> None:
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \|", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(KNOWN)


def test_the_example_environment_is_complete() -> None:
    names = re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(names) == sorted(KNOWN)
