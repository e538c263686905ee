"""How allauth behaves here: no open sign-up, and its mails go through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from realestate.core.mail import queue_rendered_email


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from a manager's invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, {**context, "email": email})
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
        with transaction.atomic():
            queue_rendered_email(recipient=email, subject=message.subject, text=message.body, html=html)
