"""Pages and files for people and machines without an account."""

from realestate.portals.seo import public_path
from realestate.portals.views.public import ContactView, PrivacyView, PublicListingView, ThanksView, public_in
from realestate.portals.views.search import SearchView

__all__ = ["ContactView", "PrivacyView", "PublicListingView", "SearchView", "ThanksView", "public_in", "public_path"]
