"""Background work of the house itself."""

from realestate.core import mail
from realestate.core.jobs import register


@register("core.send_email", queue="mail")
def send_email(email_id: int) -> None:
    mail.send_email(email_id)
