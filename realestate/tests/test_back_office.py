"""What holds for the whole back office."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from realestate.audit.models import AuditLine
from realestate.core.mail import queue_rendered_email
from realestate.leads.models import Lead
from realestate.salespeople.models import User
from realestate.tests import factories
from realestate.tests.test_architecture import OURS

pytestmark = pytest.mark.django_db


def registered() -> set[type[models.Model]]:
    shown = set(admin.site._registry)
    for page in admin.site._registry.values():
        shown |= {inline.model for inline in page.inlines}
    return shown


def test_every_model_of_ours_is_there() -> None:
    missing = [model.__name__ for config in OURS for model in config.get_models() if model not in registered()]
    assert missing == []


def test_no_list_counts_the_whole_table() -> None:
    for model, page in admin.site._registry.items():
        if model.__module__.startswith("realestate."):
            assert page.show_full_result_count is False, model
            assert page.paginator.__name__ == "NoCountPaginator", model


def test_day_by_day_navigation_is_on_dates_only() -> None:
    """On moments MySQL without time-zone tables raises."""
    named = 0
    for model, page in admin.site._registry.items():
        if page.date_hierarchy and model.__module__.startswith("realestate."):
            named += 1
            field = model._meta.get_field(page.date_hierarchy)
            assert isinstance(field, models.DateField)
            assert not isinstance(field, models.DateTimeField)
    assert named >= 1


def fill(rows: int, user: User) -> None:
    for _ in range(rows):
        lead = factories.LeadFactory(office=user.office, salesperson=user, listing=factories.ListingFactory())
        factories.NextActionFactory(lead=lead, salesperson=user)
        factories.EnquiryFactory(lead=lead)
        factories.DemandFactory(lead=lead, contact=lead.contact, office=user.office)
        factories.ViewingFactory(lead=lead, office=user.office, listing=lead.listing, salesperson=user)
        factories.OperationFactory(listing=lead.listing)
        factories.ContactPointFactory(contact=lead.contact)


def test_no_list_asks_more_often_with_more_rows(manager: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(manager)
    paths = [
        reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist")
        for m in admin.site._registry
        if m.__module__.startswith("realestate.")
    ]
    counts: list[dict[str, int]] = []
    for rows in (2, 10):
        fill(rows, manager)
        asked = {}
        for path in paths:
            client.get(path)  # content types are remembered from the first visit
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(path)
            asked[path] = len(queries)
        counts.append(asked)
    assert counts[0] == counts[1]


def test_a_failed_task_is_run_again_from_its_list(manager: User, as_user: Callable[[User], Client]) -> None:
    queue_rendered_email(recipient="ana@example.com", subject="Hola", text="Texto")
    task: Any = DBTaskResult.objects.get()
    task.set_failed(RuntimeError("gone"))
    path = reverse(f"admin:{DBTaskResult._meta.app_label}_dbtaskresult_changelist")
    as_user(manager).post(path, {"action": "retry", "_selected_action": [str(task.pk)]})
    task.refresh_from_db()
    assert task.status == "READY"


def test_leads_are_given_to_another_salesperson_in_one_go(
    manager: User, salesperson: User, colleague: User, as_user: Callable[[User], Client]
) -> None:
    leads = [factories.LeadFactory(office=salesperson.office, salesperson=salesperson) for _ in range(3)]
    for lead in leads:
        factories.NextActionFactory(lead=lead, salesperson=salesperson)
    chosen = {"action": "reassign", "to": colleague.pk, "_selected_action": [lead.pk for lead in leads]}
    as_user(manager).post(reverse("admin:leads_lead_changelist"), chosen)
    assert set(Lead.objects.values_list("salesperson", flat=True)) == {colleague.pk}
    assert AuditLine.objects.filter(action="lead.assigned", actor=manager).count() == 3


def test_a_spreadsheet_gets_no_formula(manager: User, as_user: Callable[[User], Client]) -> None:
    contact = factories.ContactFactory(first_name="=1+1", office=manager.office)
    chosen = {"action": "export_csv", "_selected_action": [contact.pk]}
    response: Any = as_user(manager).post(reverse("admin:contacts_contact_changelist"), chosen)
    assert b"'=1+1" in b"".join(response.streaming_content)


def test_an_account_made_in_the_back_office_is_invited(manager: User, as_user: Callable[[User], Client]) -> None:
    values = {
        "email": "nueva@example.com",
        "first_name": "Nueva",
        "role": "salesperson",
        "office": manager.office_id,
        "language": "es",
        "colour": "blue",
        "is_active": "on",
    }
    as_user(manager).post(reverse("admin:salespeople_user_add"), values)
    user = User.objects.get(email="nueva@example.com")
    assert not user.has_usable_password()
    assert user.invitation.expires_at > timezone.now() + timedelta(days=6)


def test_the_audit_cannot_be_touched_even_by_a_manager(manager: User, as_user: Callable[[User], Client]) -> None:
    line = AuditLine.objects.create(action="x", subject_type="user", subject_id=1, subject_label="x")
    client = as_user(manager)
    assert client.post(reverse("admin:audit_auditline_delete", args=[line.pk])).status_code == 403
    assert client.post(reverse("admin:audit_auditline_change", args=[line.pk]), {"action": "y"}).status_code == 403
