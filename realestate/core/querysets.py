"""Bases for querysets: every chain begins at ``visible_to(user)``."""

from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from realestate.salespeople.models import User

    AnyUser: TypeAlias = User | AnonymousUser

_M = TypeVar("_M", bound=models.Model, covariant=True)


class ScopedQuerySet(models.QuerySet[_M]):
    """A queryset that knows which rows a user may see; each room says how."""

    def visible_to(self, user: "AnyUser") -> Self:
        raise NotImplementedError

    def by_key(self, order: tuple[str, ...], after: tuple[Any, ...] | None) -> Self:
        """Rows in ``order`` strictly after the key values of ``after`` (keyset pagination).

        ``order`` names columns as ``order_by`` does and must end in the primary key.
        """
        ordered = self.order_by(*order)
        if after is None:
            return ordered
        condition = models.Q()
        equal: dict[str, Any] = {}
        for name, value in zip(order, after, strict=True):
            descending, field = name.startswith("-"), name.lstrip("-")
            if value is None:
                # Nulls come first ascending and last descending, on MySQL and SQLite alike.
                step = models.Q(pk__in=[]) if descending else models.Q(**{f"{field}__isnull": False})
                same: dict[str, Any] = {f"{field}__isnull": True}
            else:
                step = models.Q(**{f"{field}__{'lt' if descending else 'gt'}": value})
                if descending:
                    step |= models.Q(**{f"{field}__isnull": True})
                same = {field: value}
            condition |= models.Q(**equal) & step
            equal |= same
        return ordered.filter(condition)
