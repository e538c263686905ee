"""Reading what was changed or sent in numbers."""

from typing import TYPE_CHECKING, Self

from django.db.models import (
    Count,
)

from realestate.core.querysets import ScopedQuerySet
from realestate.core.tokens import token_hash

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser
    from realestate.listings.models import (
        BulkEdit,
        Selection,
    )


class BulkEditQuerySet(ScopedQuerySet["BulkEdit"]):
    def visible_to(self, user: "AnyUser") -> Self:
        if not user.is_authenticated:
            return self.none()
        return self if user.is_manager else self.filter(actor=user)


class SelectionQuerySet(ScopedQuerySet["Selection"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """One's own; those who read everything see all."""
        if not user.is_authenticated:
            return self.none()
        return self if user.reads_everything else self.filter(created_by=user)

    def by_token(self, token: str) -> Self:
        return self.filter(token_hash=token_hash(token))

    def for_list(self) -> Self:
        return self.select_related("contact", "created_by").annotate(size=Count("items"))
