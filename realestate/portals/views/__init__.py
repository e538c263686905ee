"""Pages and files for people and machines without an account."""

from realestate.portals.views.public import ContactView, PublicListingView, ThanksView, public_in, public_path

__all__ = ["ContactView", "PublicListingView", "ThanksView", "public_in", "public_path"]
