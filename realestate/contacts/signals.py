"""What higher rooms may want to know about a contact; sent after the write, in its transaction."""

from django.dispatch import Signal

# Arguments: contact, email (OutgoingEmail), actor. A commercial mail is in the outbox: the timeline shows it.
commercial_email_queued = Signal()
