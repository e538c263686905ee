"""What a source costs."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError
from realestate.intake.models import SourceCost
from realestate.salespeople.models import User


@transaction.atomic
def save_cost(*, actor: User, values: dict[str, Any]) -> SourceCost:
    """Write the cost of a source in a month; typed again it replaces what stood there."""
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers write down what a source costs."))
    month = values["month"].replace(day=1)
    place = {name: values[name] for name in ("office", "source", "portal")}
    row = SourceCost.objects.select_for_update().filter(month=month, **place).first()
    before = str(row.amount) if row else ""
    row = row or SourceCost(month=month, **place)
    row.amount, row.currency = values["amount"], values["currency"]
    row.save()
    record(actor=actor, action="intake.cost_written", subject=row, changes={"amount": [before, str(row.amount)]})
    return row
