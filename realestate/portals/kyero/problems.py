"""Collects what is wrong with one listing."""

from realestate.portals.kyero.types import VALUE_SHOWN, Problem, Severity


class Problems:
    """Faults of one listing in the order they were met; the same fault of the same field is counted, not repeated."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Problem] = {}

    def repaired(self, field: str, value: str, code: str) -> None:
        self._add(field, value, code, Severity.REPAIRED)

    def warn(self, field: str, value: str, code: str) -> None:
        self._add(field, value, code, Severity.WARNING)

    def as_tuple(self) -> tuple[Problem, ...]:
        return tuple(self._found.values())

    def _add(self, field: str, value: str, code: str, severity: Severity) -> None:
        known = self._found.get((field, code))
        if known:
            self._found[field, code] = Problem(field, known.value, code, severity, known.count + 1)
        else:
            self._found[field, code] = Problem(field, shown(value), code, severity)


def shown(value: str) -> str:
    """A value as a report can hold it: one line, not too long."""
    text = " ".join(value[: VALUE_SHOWN * 2].split())
    return text if len(text) <= VALUE_SHOWN else text[: VALUE_SHOWN - 1] + "…"
