"""The people of the agency, their offices and teams, when they work, and what they are told."""

from realestate.salespeople.models.notification import Notification, NotificationSettings
from realestate.salespeople.models.people import (
    Invitation,
    Office,
    Team,
    User,
    default_country_rules,
    default_time_zone,
)
from realestate.salespeople.models.worktime import Absence, Holiday

__all__ = [
    "Absence",
    "Holiday",
    "Invitation",
    "Notification",
    "NotificationSettings",
    "Office",
    "Team",
    "User",
    "default_country_rules",
    "default_time_zone",
]
