"""Takes the demo out again, so that a trial can become the real thing."""

from functools import partial

from django.db import models, transaction

from realestate.agenda.models import Viewing
from realestate.audit.models import AuditLine
from realestate.audit.services import record
from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.core.search import forget
from realestate.demo import people
from realestate.demo.daily import clear_the_desks
from realestate.demo.inbox import close_intake
from realestate.demo.portals import close_accounts
from realestate.documents.models import Document, SignatureRequest
from realestate.documents.services.storing import remove_file
from realestate.leads.models import Activity, Demand, Enquiry, Lead, NextAction, RoutingRule
from realestate.listings.models import Listing, Mandate
from realestate.listings.services import delete_listing
from realestate.salespeople.models import Office, Team, User

CODES = tuple(code for code, *_ in people.OFFICES)


def _delete_documents(offices: "models.QuerySet[Office]") -> None:
    """What was made or signed while trying the demo: the rows, and the files after the commit."""
    documents = Document.objects.filter(office__in=offices)
    names = list(documents.values_list("file", flat=True))
    SignatureRequest.objects.filter(document__in=documents).delete()
    documents.delete()
    for name in names:
        transaction.on_commit(partial(remove_file, name))


@transaction.atomic
def remove_demo() -> int:
    """Delete the demo's offices, people, stock, contacts and leads; returns how many leads went.

    Refused while somebody real belongs to a demo office. The audit chain begins anew without the demo's lines, and
    says so in its first one.
    """
    offices = Office.objects.filter(code__in=CODES)
    demo_people = User.objects.filter(is_demo=True)
    if not demo_people.exists():
        raise BusinessRuleError("There is no demo in this database.")
    real = User.objects.filter(is_demo=False, office__in=offices)
    if real.exists():
        raise BusinessRuleError("Somebody real belongs to a demo office; give them another office first.")
    close_intake(offices)
    leads = Lead.objects.filter(office__in=offices)
    count = leads.count()
    Viewing.objects.filter(office__in=offices).delete()
    for model in (NextAction, Activity, Enquiry):
        model._default_manager.filter(lead__in=leads).delete()
    Demand.objects.filter(office__in=offices).delete()
    Activity.objects.filter(models.Q(actor__in=demo_people) | models.Q(contact__office__in=offices)).delete()
    leads.delete()
    RoutingRule.objects.filter(office__in=offices).delete()
    clear_the_desks(offices, demo_people)
    Mandate.objects.filter(listing__office__in=offices).delete()
    for listing in Listing.objects.filter(office__in=offices):
        delete_listing(actor=None, listing=listing)
    _delete_documents(offices)
    close_accounts(offices)
    contacts = Contact.objects.filter(office__in=offices)
    forget(room="contact", object_ids=list(contacts.values_list("pk", flat=True)))
    contacts.delete()
    AuditLine.objects.filter(models.Q(actor__in=demo_people) | models.Q(actor__isnull=True)).delete()
    AuditLine.objects.update(sequence=None, previous_hash="", hash="")
    demo_people.delete()
    Team.objects.filter(office__in=offices).delete()
    office = offices.first()
    if office is not None:
        record(actor=None, action="demo.removed", subject=office, changes={"leads": count})
    offices.delete()
    return count
