"""The command with which an installation without a demo begins."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from realestate.salespeople.models import User

pytestmark = pytest.mark.django_db


def run(email: str = "Jefa@Example.com") -> str:
    out = StringIO()
    call_command("create_first_manager", email=email, stdout=out)
    return out.getvalue()


def path_in(text: str) -> str:
    found = re.search(r"http://[^/]+(/\S+)", text)
    assert found
    return found.group(1)


def test_it_makes_a_manager_and_prints_a_link_that_opens() -> None:
    text = run()
    assert "FIRST MANAGER jefa@example.com" in text
    assert Client().get(path_in(text)).status_code == 200
    user = User.objects.get()
    assert user.is_manager
    assert not user.has_usable_password()


def test_until_the_link_is_used_a_second_run_prints_a_new_one() -> None:
    old, new = path_in(run()), path_in(run())
    assert old != new
    assert Client().get(old).status_code != 200
    assert Client().get(new).status_code == 200
    assert User.objects.count() == 1


def test_with_accounts_it_changes_nothing(salesperson: User) -> None:
    assert "There are accounts already" in run()
    assert list(User.objects.all()) == [salesperson]


def test_a_bad_address_is_refused() -> None:
    with pytest.raises(CommandError, match="--email"):
        run("not an address")
    assert not User.objects.exists()
