"""Who fetched a feed, and what they got."""

from realestate.portals.models import FeedFetch, PortalAccount


def note_fetch(*, account: PortalAccount, status: int, agent: str, method: str | None) -> FeedFetch:
    """One line per visit; the builds throw the oldest away."""
    program = f"{agent} (HEAD)" if method == "HEAD" else agent
    return FeedFetch.objects.create(
        account=account, status=status, build_id=account.served_build_id, user_agent=program[:200]
    )
