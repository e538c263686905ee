"""Writes about people: accounts, absences, what they are told."""

from realestate.salespeople.services.notifications import (
    mail_user,
    mark_all_read,
    mark_read,
    notify,
    quiet_end,
    save_notification_settings,
    settle,
    wants_mail,
)
from realestate.salespeople.services.people import (
    accept_invitation,
    activate_user,
    create_first_manager,
    deactivate_user,
    end_sessions,
    invite_user,
    issue_invitation,
    send_invitation,
    sessions_of,
    update_profile,
    verify_address,
)
from realestate.salespeople.services.worktime import (
    add_holiday,
    delete_absence,
    remove_holiday,
    save_absence,
)

__all__ = [
    "accept_invitation",
    "activate_user",
    "add_holiday",
    "create_first_manager",
    "deactivate_user",
    "delete_absence",
    "end_sessions",
    "invite_user",
    "issue_invitation",
    "mail_user",
    "mark_all_read",
    "mark_read",
    "notify",
    "quiet_end",
    "remove_holiday",
    "save_absence",
    "save_notification_settings",
    "send_invitation",
    "sessions_of",
    "settle",
    "update_profile",
    "verify_address",
    "wants_mail",
]
