"""
Texts of Django and allauth that people meet on our pages, listed so that makemessages finds them.

Their own Spanish says "usted"; ours speaks as the rest of the product does. Nothing imports this module.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext

_("The email address and/or password you specified are not correct.")
_("Please type your current password.")
_("Forgot your password?")
_("You have signed out.")
_("Successfully signed in as %(name)s.")
_("Please reauthenticate to safeguard your account.")
_("You are receiving this mail because the following change was made to your account:")
_(
    "If you do not recognize this change then please take proper security precautions immediately."
    " The change to your account originates from:\n\n"
    "- IP address: %(ip)s\n- Browser: %(user_agent)s\n- Date: %(timestamp)s"
)
_("Your password has been changed.")
_("Your password has been reset.")
_("Your password has been set.")
_(
    "You're receiving this email because you or someone else has requested a password reset for your user account.\n"
    "It can be safely ignored if you did not request a password reset."
    " Click the link below to reset your password."
)
_("Password Reset Email")
_("Your password can’t be too similar to your other personal information.")
_("Your password can’t be a commonly used password.")
_("Your password can’t be entirely numeric.")
ngettext(
    "Your password must contain at least %(min_length)d character.",
    "Your password must contain at least %(min_length)d characters.",
    2,
)
_("Enter a valid value.")
_("Enter a valid URL.")
_("Enter a valid email address.")
_("Enter a number.")
_("Enter a whole number.")
_("Enter a valid date.")
_("Enter a valid time.")
_("Enter a valid date/time.")
_("Ensure this value is less than or equal to %(limit_value)s.")
_("Ensure this value is greater than or equal to %(limit_value)s.")
_("No file was submitted.")
_("Upload a valid image. The file you uploaded was either not an image or a corrupted image.")

# The back office
_("Welcome,")
_("Select %s")
_("Select %s to change")
_("Select %s to view")
_("Start typing to filter…")
_("Please correct the error below.")

# Background tasks in the back office
_("Task Result")
_("Task Results")
_("task path")
_("queue name")
_("backend name")
_("worker id")
_("priority")
_("args kwargs")
_("enqueued at")
_("run after")
_("started at")
_("finished at")
_("return value")
_("exception class path")
_("traceback")
