"""Errors that a user can do something about."""

from collections.abc import Sequence
from typing import Any


class BusinessRuleError(Exception):
    """A rule of the agency says no; the message is shown to the user as it is (translated)."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class StaleVersionError(BusinessRuleError):
    """Somebody else saved the record in the meantime; nothing was written."""


class RulesError(BusinessRuleError):
    """Several rules say no at once; ``reasons`` lists them for the page."""

    def __init__(self, message: Any, reasons: Sequence[Any]) -> None:
        super().__init__(message)
        self.reasons = tuple(reasons)
