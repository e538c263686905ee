from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from realestate.audit.models import AuditLine
from realestate.audit.services import difference, find_broken_line, record, seal_lines, snapshot
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory

pytestmark = pytest.mark.django_db
NOW = timedelta(0)


def test_lines_are_sealed_in_order(salesperson: User) -> None:
    for action in ("a", "b", "c"):
        record(actor=salesperson, action=action, subject=salesperson)
    assert seal_lines(settle=NOW) == 3
    assert list(AuditLine.objects.sealed().values_list("sequence", "action")) == [(1, "a"), (2, "b"), (3, "c")]
    assert find_broken_line() is None


def test_sealing_goes_on_where_it_stopped(salesperson: User) -> None:
    for action in ("a", "b"):
        record(actor=salesperson, action=action, subject=salesperson)
        seal_lines(settle=NOW)
    first, second = AuditLine.objects.sealed()
    assert second.previous_hash == first.hash


def test_a_fresh_line_waits_until_it_is_settled(salesperson: User) -> None:
    record(actor=salesperson, action="a", subject=salesperson)
    assert seal_lines() == 0


@pytest.mark.parametrize("change", [{"action": "z"}, {"changes": {"price": [1, 2]}}, {"subject_label": "x"}])
def test_a_changed_line_is_found(salesperson: User, change: dict[str, object]) -> None:
    lines = [record(actor=salesperson, action=action, subject=salesperson) for action in ("a", "b", "c")]
    seal_lines(settle=NOW)
    AuditLine.objects.filter(pk=lines[1].pk).update(**change)
    assert find_broken_line() == lines[1]


def test_a_removed_line_is_found(salesperson: User) -> None:
    lines = [record(actor=salesperson, action=action, subject=salesperson) for action in ("a", "b", "c")]
    seal_lines(settle=NOW)
    AuditLine.objects.filter(pk=lines[1].pk).delete()
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit")


def test_the_difference_names_what_changed_and_how() -> None:
    listing = ListingFactory(town="Murcia", bedrooms=2)
    before = snapshot(listing)
    listing.town = "Lorca"
    assert difference(before, listing) == {"town": ["Murcia", "Lorca"]}


def test_only_some_roles_read_the_whole_audit(salesperson: User, manager: User, dpo: User, auditor: User) -> None:
    record(actor=salesperson, action="a", subject=salesperson)
    counts = [AuditLine.objects.visible_to(user).count() for user in (salesperson, manager, dpo, auditor)]
    assert counts == [0, 1, 1, 1]
