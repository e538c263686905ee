"""What the rooms above may listen to; sent inside the transaction of the deed."""

from django.dispatch import Signal

# Arguments: operation, before (the status it had), actor (None for the machine).
operation_status_changed = Signal()
