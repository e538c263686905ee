from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from realestate.audit.models import AuditLine
from realestate.core.errors import BusinessRuleError
from realestate.core.models import OutgoingEmail
from realestate.listings import services
from realestate.listings.boards import board_of
from realestate.listings.choices import Channel, Light, OperationKind, Period, PropertyType, Status
from realestate.listings.models import Listing, Operation, RuleOverride, RuleSwitch
from realestate.listings.rules import findings, light, light_of
from realestate.listings.tests import rule_world
from realestate.salespeople.models import User
from realestate.tests.factories import OperationFactory, PhotoFactory, lawful_operation

SignIn = Callable[[User], Client]
WHY = "El propietario lo ha pedido por escrito"


@pytest.fixture
def amber(salesperson: User) -> Operation:
    """On the market and amber: its usable area is missing."""
    return lawful_operation(
        listing__usable_area=None, listing__salesperson=salesperson, listing__office=salesperson.office
    )


def on_web(operation: Operation) -> bool:
    return Operation.objects.on_web().filter(pk=operation.pk).exists()


@pytest.mark.django_db
def test_a_lawful_operation_is_green_on_every_channel() -> None:
    for kind in OperationKind.values:
        operation = Operation.objects.for_rules().get(pk=lawful_operation(kind=kind).pk)
        assert light_of(operation, Channel.WEB) == Light.GREEN, [str(one) for one in findings(operation)]


@pytest.mark.django_db
def test_no_rule_asks_the_database_again() -> None:
    lawful_operation()
    OperationFactory()
    operations = list(Operation.objects.for_rules())
    with CaptureQueriesContext(connection) as caught:
        for operation in operations:
            for channel in Channel:
                findings(operation, channel)
    assert len(caught) == 0


@pytest.mark.django_db
def test_amber_stays_in_until_a_manager_says_why(amber: Operation, manager: User) -> None:
    assert not on_web(amber)
    assert [reason.code for reason in services.can_publish(amber)] == ["usable_area"]
    services.override_rule(actor=manager, operation=amber, code="usable_area", reason=WHY)
    assert on_web(amber)
    line = AuditLine.objects.get(action="operation.rule_overridden")
    assert line.actor == manager
    assert line.changes["reason"] == WHY


@pytest.mark.django_db
def test_an_override_for_a_portal_says_nothing_about_the_web(amber: Operation, manager: User) -> None:
    services.override_rule(actor=manager, operation=amber, code="usable_area", channel="kyero", reason=WHY)
    assert not on_web(amber)
    current = Operation.objects.for_rules().get(pk=amber.pk)
    assert light_of(current, Channel.KYERO) == Light.GREEN
    assert light_of(current, Channel.IDEALISTA) == Light.AMBER


@pytest.mark.django_db
def test_an_override_that_is_taken_back_counts_no_more(amber: Operation, manager: User) -> None:
    override = services.override_rule(actor=manager, operation=amber, code="usable_area", reason=WHY)
    services.take_back_override(actor=manager, override=override)
    assert not on_web(amber)
    with pytest.raises(BusinessRuleError):
        services.take_back_override(actor=manager, override=override)


@pytest.mark.django_db
def test_red_is_never_overridden(manager: User) -> None:
    operation = lawful_operation(listing__energy_status="missing")
    with pytest.raises(BusinessRuleError):
        services.override_rule(actor=manager, operation=operation, code="energy", reason=WHY)
    RuleOverride.objects.create(operation=operation, code="energy", reason=WHY, actor=manager)
    services.refresh_publication(listing=operation.listing)
    assert not on_web(operation)


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"code": "energy"}, {"code": "no-such-rule"}, {"reason": "porque sí"}])
def test_what_cannot_be_overridden_is_said(values: dict[str, str], amber: Operation, manager: User) -> None:
    with pytest.raises(BusinessRuleError):
        services.override_rule(actor=manager, operation=amber, **{"code": "usable_area", "reason": WHY, **values})
    assert not RuleOverride.objects.exists()


@pytest.mark.django_db
def test_only_managers_decide(amber: Operation, salesperson: User) -> None:
    with pytest.raises(BusinessRuleError):
        services.override_rule(actor=salesperson, operation=amber, code="usable_area", reason=WHY)
    with pytest.raises(BusinessRuleError):
        services.switch_rule(
            actor=salesperson, office=amber.listing.office, code="usable_area", is_on=False, reason=WHY
        )


@pytest.mark.django_db
def test_an_office_switches_a_rule_off_and_on(amber: Operation, manager: User) -> None:
    office = amber.listing.office
    services.switch_rule(actor=manager, office=office, code="usable_area", is_on=False, reason=WHY)
    assert services.refresh_all_publications(office=office) == 1
    assert on_web(amber)
    services.switch_rule(actor=manager, office=office, code="usable_area", is_on=True, reason=WHY)
    services.refresh_all_publications(office=office)
    assert not on_web(amber)
    assert RuleSwitch.objects.get().is_on
    assert AuditLine.objects.filter(action="rule.switched").count() == 2


@pytest.mark.django_db
def test_what_a_write_breaks_leaves_at_once_and_its_salesperson_hears_why_once(salesperson: User) -> None:
    operation = lawful_operation(listing__salesperson=salesperson, listing__office=salesperson.office)
    assert on_web(operation)
    listing = operation.listing
    services.update_listing(actor=None, listing=listing, values={"energy_status": "missing"})
    services.refresh_publication(listing=listing)
    assert not on_web(operation)
    mail = OutgoingEmail.objects.get()
    assert mail.recipient == salesperson.email
    assert "RD 390/2021" in mail.body_text
    assert f"/listings/{listing.reference}/publishing/" in mail.body_text
    assert AuditLine.objects.get(action="operation.left_web").changes["rules"] == ["energy"]


@pytest.mark.django_db
def test_what_a_write_mends_returns_at_once() -> None:
    operation = lawful_operation(listing__energy_status="missing")
    services.update_listing(actor=None, listing=operation.listing, values={"energy_status": "exempt"})
    assert on_web(operation)


@pytest.mark.django_db
def test_a_verb_takes_it_off_without_a_mail() -> None:
    services.withdraw_operation(actor=None, operation=lawful_operation())
    assert not Operation.objects.on_web().exists()
    assert not OutgoingEmail.objects.exists()


@pytest.mark.django_db
def test_a_date_takes_it_off_by_the_schedule(capsys: pytest.CaptureFixture[str]) -> None:
    operation = lawful_operation()
    yesterday = timezone.localdate() - timedelta(days=1)
    Listing.objects.update(energy_expires_on=yesterday)
    call_command("refresh_publication")
    assert "1 operations changed" in capsys.readouterr().out
    assert not on_web(operation)
    call_command("refresh_publication")
    assert "0 operations changed" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_schedule_asks_the_database_as_often_for_many() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            services.refresh_all_publications()
        return len(caught)

    lawful_operation()
    few = queries()
    for _ in range(5):
        lawful_operation()
    assert queries() == few <= 14


@pytest.mark.django_db
def test_the_page_tells_each_point_with_its_law_and_what_mends_it(
    as_user: SignIn, salesperson: User, amber: Operation
) -> None:
    page = as_user(salesperson).get(f"/listings/{amber.listing.reference}/publishing/").content.decode()
    for part in ("RD 515/1989", "/edit/#id_usable_area", "idealista"):
        assert part in page
    assert 'name="reason"' not in page


@pytest.mark.django_db
def test_the_page_asks_the_same_for_many_points(as_user: SignIn, manager: User, amber: Operation) -> None:
    client = as_user(manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/listings/{amber.listing.reference}/publishing/").status_code == 200
        return len(caught)

    few = queries()
    OperationFactory(listing=amber.listing, kind="rent")
    for _ in range(9):
        PhotoFactory(listing=amber.listing)
        RuleOverride.objects.create(operation=amber, code="usable_area", reason=WHY, actor=manager)
    assert queries() == few <= 14


@pytest.mark.django_db
def test_a_manager_lets_through_and_takes_back_in_the_browser(as_user: SignIn, manager: User, amber: Operation) -> None:
    client, reference = as_user(manager), amber.listing.reference
    url = f"/listings/{reference}/operations/{amber.pk}/override/"
    client.post(url, {"code": "usable_area", "reason": "corto"})
    assert not RuleOverride.objects.exists()
    client.post(url, {"code": "usable_area", "channel": "nowhere", "reason": WHY})
    assert not RuleOverride.objects.exists()
    client.post(url, {"code": "usable_area", "channel": "web", "reason": WHY})
    override = RuleOverride.objects.get()
    assert WHY in client.get(f"/listings/{reference}/publishing/").content.decode()
    client.post(f"/listings/{reference}/overrides/{override.pk}/take-back/")
    assert not on_web(amber)


@pytest.mark.django_db
def test_a_manager_switches_a_rule_in_the_browser(as_user: SignIn, manager: User) -> None:
    client, office = as_user(manager), manager.office
    assert office is not None
    url = f"/listings/rules/{office.pk}/rental_register/switch/"
    client.post(url, {"is_on": "no", "reason": "corto"})
    assert not RuleSwitch.objects.exists()
    client.post(url, {"is_on": "no", "reason": "Suspendido por el Tribunal Supremo"})
    assert not RuleSwitch.objects.get().is_on
    with translation.override("en"):
        page = client.get("/listings/rules/", {"office": str(office.pk)}).content.decode()
    assert "Suspendido por el Tribunal Supremo" in page
    assert client.get("/listings/rules/", {"office": "x"}).status_code == 200


@pytest.mark.django_db
def test_a_board_gathers_a_rules_channels(amber: Operation, manager: User) -> None:
    services.override_rule(actor=manager, operation=amber, code="usable_area", channel="web", reason=WHY)
    board = board_of(Operation.objects.for_rules().get(pk=amber.pk), RuleOverride.objects.all())
    point = next(one for one in board.points if one.finding.code == "usable_area")
    assert (point.let_through, Channel.WEB in point.channels) == ([Channel.WEB], False)
    assert point in board.standing
    assert len(board.overrides) == 1


WORDS = st.sampled_from(["", " ", "x" * 60, "<b>", "600 123 456", "Ñ", "0"])
ODD_JSON = st.sampled_from([None, [], {}, "x", 3, ["lift", 7, None]])
NUMBER = st.one_of(st.none(), st.decimals(min_value=0, max_value=10**9, places=2))
ODD: dict[str, Any] = {
    "property_type": st.sampled_from([*PropertyType.values, "castle"]),
    "built_area": NUMBER,
    "usable_area": NUMBER,
    "features": ODD_JSON,
    "free_features": ODD_JSON,
    "energy_status": st.sampled_from(["available", "missing", "exempt", "in_process", ""]),
    "energy_consumption": st.sampled_from(["", "A", "G"]),
    "energy_expires_on": st.one_of(st.none(), st.dates()),
    "habitability_expires_on": st.one_of(st.none(), st.dates()),
    "cadastral_reference": WORDS,
    "street": WORDS,
    "floor": WORDS,
    "province": WORDS,
    "year_built": st.one_of(st.none(), st.integers(0, 99_999)),
    "owner_id": st.one_of(st.none(), st.just(1)),
    "occupancy": st.sampled_from(["", "occupied", "let"]),
}
OFFERS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(OperationKind.values),
        "period": st.sampled_from([*Period.values, ""]),
        "status": st.sampled_from(Status.values),
        "currency": st.sampled_from(["EUR", "ARS", "???"]),
        "price": NUMBER,
        "price_on_request": st.booleans(),
    }
)
MANDATES = st.lists(
    st.builds(
        rule_world.mandate,
        status=st.sampled_from(["draft", "signed", "active", "expired", "?"]),
        operation_kinds=st.sampled_from([None, [], {}, ["sale"], ["sale", "rent"]]),
        starts_on=st.dates(),
        ends_on=st.one_of(st.none(), st.dates()),
        revocable_until=st.one_of(st.none(), st.dates()),
        price=NUMBER,
        kind=st.sampled_from(["open", "exclusive"]),
    ),
    max_size=3,
)
TEXTS = st.lists(st.builds(rule_world.text, st.sampled_from(["es", "en", "ru"]), WORDS, WORDS), max_size=3)


@settings(max_examples=150, deadline=None)
@given(
    rules=st.sampled_from(["es", "es-ct", "es-an", "es-md", "mx", "ar", "", "??"]),
    channel=st.sampled_from(Channel.values),
    values=st.fixed_dictionaries(ODD),
    offer=OFFERS,
    mandates=MANDATES,
    texts=TEXTS,
    day=st.dates(),
)
def test_the_rules_take_any_listing_and_mending_never_makes_it_worse(
    rules: str, channel: str, values: dict[str, Any], offer: Any, mandates: Any, texts: Any, day: Any
) -> None:
    operation = rule_world.operation(rules, offer=offer, mandates=mandates, texts=texts, **values)
    found = findings(operation, channel, on=day)
    assert light(found) == light_of(operation, channel, on=day)
    rank = {Light.GREEN: 0, Light.AMBER: 1, Light.RED: 2}
    for one in found:
        rest = [other for other in found if other is not one]
        assert rank[light(rest)] <= rank[light(found)]
        assert one.text
        assert one.fix.startswith("/")
