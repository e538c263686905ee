"""Reading the stock, one module a subject."""

from realestate.listings.querysets.choice import BulkEditQuerySet, SelectionQuerySet
from realestate.listings.querysets.content import ListingFileQuerySet, PhotoQuerySet
from realestate.listings.querysets.legal import LegalFactsQuerySet, OperationTermsQuerySet
from realestate.listings.querysets.listing import ListingQuerySet, ListingSourceQuerySet
from realestate.listings.querysets.operation import OperationQuerySet
from realestate.listings.querysets.papers import MandateQuerySet, OwnershipQuerySet, RuleOverrideQuerySet
from realestate.listings.querysets.winning import DevelopmentQuerySet, KeySetQuerySet, ProspectQuerySet

__all__ = [
    "BulkEditQuerySet",
    "DevelopmentQuerySet",
    "KeySetQuerySet",
    "LegalFactsQuerySet",
    "ListingFileQuerySet",
    "ListingQuerySet",
    "ListingSourceQuerySet",
    "MandateQuerySet",
    "OperationQuerySet",
    "OperationTermsQuerySet",
    "OwnershipQuerySet",
    "PhotoQuerySet",
    "ProspectQuerySet",
    "RuleOverrideQuerySet",
    "SelectionQuerySet",
]
