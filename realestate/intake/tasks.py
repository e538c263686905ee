"""Background work of the intake."""

from realestate.core.jobs import register
from realestate.intake import services


@register("intake.process")
def process(message_id: int) -> None:
    """Read one message and make its lead."""
    services.process_message(message_id=message_id)
