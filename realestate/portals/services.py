"""What arrives from outside becomes enquiries."""

from typing import Any

from realestate.contacts.models import Consent
from realestate.contacts.services import record_consent
from realestate.leads.choices import Channel, Source
from realestate.leads.models import Enquiry
from realestate.leads.services import register_enquiry
from realestate.listings.models import Listing
from realestate.portals.consents import COMMERCIAL_VERSION, ENQUIRY_VERSION
from realestate.salespeople.models import Office
