"""What higher rooms may want to know about a lead; sent after the write, in its transaction."""

from django.dispatch import Signal

# Arguments: lead, actor. Sent when a lead is won or lost.
lead_closed = Signal()
# Arguments: lead, actor, previous (the user's key or None). Sent when a lead gets another salesperson or none.
lead_assigned = Signal()
