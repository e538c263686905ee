"""Reading what buyers are told before they pay."""

from typing import TYPE_CHECKING, Self

from realestate.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser
    from realestate.listings.models import LegalFacts, OperationTerms


class LegalFactsQuerySet(ScopedQuerySet["LegalFacts"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def of_reference(self, reference: str) -> Self:
        return self.filter(listing__reference=reference.upper()).select_related("listing__office")


class OperationTermsQuerySet(ScopedQuerySet["OperationTerms"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def of_operation(self, operation: int) -> Self:
        return self.filter(operation=operation).select_related("operation__listing__office")
