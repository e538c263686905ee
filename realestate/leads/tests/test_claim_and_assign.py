import pytest

from realestate.core.errors import BusinessRuleError
from realestate.core.models import OutgoingEmail
from realestate.leads.models import Activity, Lead, NextAction
from realestate.leads.services import assign_lead, claim_lead, release_lead
from realestate.salespeople.models import User
from realestate.tests.factories import LeadFactory, NextActionFactory

pytestmark = pytest.mark.django_db


def pool_lead(user: User) -> Lead:
    lead = LeadFactory(office=user.office)
    NextActionFactory(lead=lead)
    return lead


def test_a_claimed_lead_is_the_claimers_with_actions_and_contact(salesperson: User) -> None:
    lead = claim_lead(actor=salesperson, lead=pool_lead(salesperson))
    assert lead.salesperson == salesperson
    assert lead.assigned_at is not None
    assert lead.version == 2
    assert NextAction.objects.get().salesperson == salesperson
    assert Lead.objects.get().contact.salesperson == salesperson
    assert not OutgoingEmail.objects.exists()


def test_the_second_to_claim_reads_who_was_first(salesperson: User, colleague: User) -> None:
    lead = pool_lead(salesperson)
    claim_lead(actor=salesperson, lead=lead)
    with pytest.raises(BusinessRuleError, match="Ana Pérez"):
        claim_lead(actor=colleague, lead=lead)
    assert Lead.objects.get().salesperson == salesperson


def test_a_lead_of_another_office_cannot_be_claimed(salesperson: User, stranger: User) -> None:
    with pytest.raises(BusinessRuleError):
        claim_lead(actor=stranger, lead=pool_lead(salesperson))


def test_a_closed_lead_cannot_be_claimed(salesperson: User) -> None:
    with pytest.raises(BusinessRuleError):
        claim_lead(actor=salesperson, lead=LeadFactory(office=salesperson.office, stage="lost"))


@pytest.mark.parametrize("role", ["dpo", "auditor"])
def test_readers_cannot_claim(role: str, salesperson: User, request: pytest.FixtureRequest) -> None:
    with pytest.raises(BusinessRuleError):
        claim_lead(actor=request.getfixturevalue(role), lead=pool_lead(salesperson))


def test_assigning_mails_the_new_salesperson_and_moves_actions(coordinator: User, colleague: User) -> None:
    lead = assign_lead(actor=coordinator, lead=pool_lead(coordinator), to=colleague)
    assert NextAction.objects.get().salesperson == colleague
    mail = OutgoingEmail.objects.get()
    assert mail.recipient == colleague.email
    assert "Carmen Vidal" in mail.body_text
    assert f"/leads/{lead.pk}/" in mail.body_html


def test_assigning_to_oneself_sends_no_mail(coordinator: User) -> None:
    assign_lead(actor=coordinator, lead=pool_lead(coordinator), to=coordinator)
    assert not OutgoingEmail.objects.exists()


def test_assigning_twice_to_the_same_person_says_so(coordinator: User, colleague: User) -> None:
    lead = assign_lead(actor=coordinator, lead=pool_lead(coordinator), to=colleague)
    with pytest.raises(BusinessRuleError):
        assign_lead(actor=coordinator, lead=lead, to=colleague)


def test_nobody_who_left_gets_a_lead(coordinator: User, colleague: User) -> None:
    colleague.is_active = False
    with pytest.raises(BusinessRuleError):
        assign_lead(actor=coordinator, lead=pool_lead(coordinator), to=colleague)


def test_only_a_manager_assigns_across_offices(coordinator: User, manager: User, stranger: User) -> None:
    lead = pool_lead(coordinator)
    with pytest.raises(BusinessRuleError):
        assign_lead(actor=coordinator, lead=lead, to=stranger)
    assert assign_lead(actor=manager, lead=lead, to=stranger).salesperson == stranger


def test_assigning_keeps_the_contacts_own_salesperson(coordinator: User, colleague: User, salesperson: User) -> None:
    lead = pool_lead(coordinator)
    lead.contact.salesperson = salesperson
    lead.contact.save()
    assign_lead(actor=coordinator, lead=lead, to=colleague)
    assert Lead.objects.get().contact.salesperson == salesperson


def test_a_released_lead_is_in_the_pool_with_its_actions(salesperson: User) -> None:
    lead = claim_lead(actor=salesperson, lead=pool_lead(salesperson))
    lead = release_lead(actor=salesperson, lead=lead)
    assert lead.salesperson is None
    assert NextAction.objects.get().salesperson is None
    assert [line.data["to"] for line in Activity.objects.filter(kind="assignment")] == [None, salesperson.pk]
