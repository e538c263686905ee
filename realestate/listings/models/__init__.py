"""The stock: listings, what is offered of them, owners and mandates, words, photos and files."""

from realestate.listings.models.bulk import BulkEdit
from realestate.listings.models.content import ListingFile, ListingText, Photo, PhotoText, text_in
from realestate.listings.models.keys import KeyMovement, KeySet
from realestate.listings.models.legal import LegalFacts, OperationTerms
from realestate.listings.models.listing import Listing, ListingSource
from realestate.listings.models.mandate import Mandate
from realestate.listings.models.operation import Operation, PriceChange
from realestate.listings.models.ownership import Ownership
from realestate.listings.models.prospect import Development, Prospect
from realestate.listings.models.publishing import RuleOverride, RuleSwitch
from realestate.listings.models.selection import Selection, SelectionItem

__all__ = [
    "BulkEdit",
    "Development",
    "KeyMovement",
    "KeySet",
    "LegalFacts",
    "Listing",
    "ListingFile",
    "ListingSource",
    "ListingText",
    "Mandate",
    "Operation",
    "OperationTerms",
    "Ownership",
    "Photo",
    "PhotoText",
    "PriceChange",
    "Prospect",
    "RuleOverride",
    "RuleSwitch",
    "Selection",
    "SelectionItem",
    "text_in",
]
