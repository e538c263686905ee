import re
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from realestate.agenda.models import Viewing
from realestate.audit.models import AuditLine
from realestate.contacts.models import Contact
from realestate.core.dates import day_range, today
from realestate.core.models import Counter
from realestate.demo import loader, stories
from realestate.leads.models import Activity, Lead
from realestate.listings.models import Listing, Operation, Photo
from realestate.portals.models import PortalAccount
from realestate.portals.tests.kyero_validator import faults
from realestate.salespeople.models import Office, User
from realestate.tests.factories import ContactFactory, UserFactory


@pytest.fixture(scope="class")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo, loaded once for all tests of a class and taken out afterwards."""
    out = StringIO()
    with django_db_blocker.unblock():
        call_command("load_demo", stdout=out)
        yield out.getvalue()
        if loader.is_loaded():
            call_command("remove_demo", stdout=StringIO())
        # References, the audit and the queue outlive the demo, as they should; the tests after these begin with none.
        Counter.objects.all().delete()
        AuditLine.objects.all().delete()
        DBTaskResult.objects.all().delete()


@pytest.mark.django_db
class TestLoaded:
    """The agency that a new user finds."""

    def test_one_account_a_role_is_printed(self, demo: str) -> None:
        lines = [line.split() for line in demo.splitlines() if line.startswith("LOGIN")]
        assert [(word, role) for word, role, *_ in lines] == [
            ("LOGIN", "salesperson"),
            ("LOGIN", "coordinator"),
            ("LOGIN", "manager"),
        ]

    def test_the_printed_accounts_sign_in(self, demo: str) -> None:
        for line in demo.splitlines():
            if not line.startswith("LOGIN"):
                continue
            _, _, email, password = line.split()
            response = Client().post("/account/login/", {"login": email, "password": password})
            assert response.headers.get("Location") == "/", email

    def test_the_printed_owners_link_opens_a_furnished_room(self, demo: str) -> None:
        link = next(line.split()[1] for line in demo.splitlines() if line.startswith("OWNER"))
        page = Client().get(urlsplit(link).path)
        assert page.status_code == 200
        room = page.context["room"]
        assert len(room.open_offers) == 1
        assert any(visit.text for visit in room.visits)
        assert room.activity.on_portals

    def test_a_second_load_prints_the_same_and_changes_nothing(self, demo: str) -> None:
        before = (Lead.objects.count(), Activity.objects.count())
        out = StringIO()
        call_command("load_demo", stdout=out)
        assert out.getvalue() == demo
        assert (Lead.objects.count(), Activity.objects.count()) == before

    def test_it_is_as_large_as_promised(self, demo: str) -> None:
        assert Listing.objects.count() >= 130
        assert (Contact.objects.count(), Lead.objects.count()) == (300, 400)
        assert User.objects.filter(role="salesperson").count() == 6
        assert Office.objects.count() == 2

    def test_each_listing_speaks_spanish_and_english(self, demo: str) -> None:
        for listing in Listing.objects.prefetch_related("texts"):
            assert {"es", "en"} <= {text.language for text in listing.texts.all() if text.description}

    def test_there_are_rentals_and_photos(self, demo: str) -> None:
        assert Operation.objects.filter(kind="rent").count() >= 20
        assert not Listing.objects.filter(photos=None).exists()
        assert Photo.objects.first().original.size > 1000  # type: ignore[union-attr]

    def test_no_open_lead_is_without_a_next_action(self, demo: str) -> None:
        assert not Lead.objects.without_next_action().exists()

    def test_leads_came_over_the_last_ninety_days(self, demo: str) -> None:
        oldest = Lead.objects.order_by("received_at")[0].received_at
        assert 80 <= (timezone.now() - oldest).days <= 91
        assert Lead.objects.unanswered().count() == len(stories.WAITING)

    def test_nothing_happened_in_the_future_or_out_of_order(self, demo: str) -> None:
        assert not Activity.objects.filter(at__gt=timezone.now()).exists()
        for lead in Lead.objects.prefetch_related("activities"):
            assert lead.answered_at is None or lead.answered_at >= lead.received_at
            assert all(line.at >= lead.received_at for line in lead.activities.all())
            assert (lead.closed_at is None) == lead.is_open

    def test_there_are_viewings_today(self, demo: str) -> None:
        assert Viewing.objects.between(*day_range(today())).count() >= 6

    def test_nobody_is_in_two_places_at_once(self, demo: str) -> None:
        for viewing in Viewing.objects.scheduled():
            others = Viewing.objects.overlapping(viewing.starts_at, viewing.ends_at).exclude(pk=viewing.pk)
            assert not others.filter(salesperson=viewing.salesperson).exists()

    def test_each_portal_has_a_feed_with_photos_that_can_be_fetched(self, demo: str) -> None:
        accounts = {account.format: account for account in PortalAccount.objects.select_related("served_build")}
        assert set(accounts) == {"kyero", "idealista", "blm"}
        for account in accounts.values():
            assert account.served_build is not None
            assert account.served_build.listing_count > (20 if account.format == "blm" else 80)
        client = Client()
        feed = b"".join(client.get(reverse("portals:feed", args=["kyero", accounts["kyero"].token, "xml"])))
        assert faults(feed) == []
        path = urlsplit(re.findall(rb"<image id=\"1\"><url>(.*?)</url>", feed)[0].decode()).path
        picture = client.get(path)
        assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")
        assert "immutable" in picture.headers["Cache-Control"]
        assert not Photo.objects.to_prepare().exists()

    def test_the_demo_goes_and_leaves_what_is_real(self, demo: str) -> None:
        mine = ContactFactory()
        call_command("remove_demo", stdout=StringIO())
        assert list(Contact.objects.all()) == [mine]
        assert not Listing.objects.exists()
        assert not User.objects.filter(is_demo=True).exists()
        assert [line.action for line in AuditLine.objects.all()] == ["demo.removed"]

    def test_the_demo_stays_while_somebody_real_works_in_its_office(self, demo: str) -> None:
        UserFactory(office=Office.objects.get(code="MUR"))
        with pytest.raises(CommandError, match="real"):
            call_command("remove_demo")


@pytest.mark.django_db
def test_demo_accounts_are_refused_on_a_database_with_other_data() -> None:
    ContactFactory()
    with pytest.raises(CommandError, match="other data"):
        call_command("load_demo")


@pytest.mark.django_db
def test_demo_accounts_are_refused_in_a_cluster(settings: Any) -> None:
    settings.IN_KUBERNETES = True
    with pytest.raises(CommandError, match="cluster"):
        call_command("load_demo")


@pytest.mark.django_db
def test_there_is_nothing_to_remove_in_a_real_database() -> None:
    with pytest.raises(CommandError, match="no demo"):
        call_command("remove_demo")
