"""The back office of the stock, one module a subject."""

from realestate.listings.admin import bulk, files, keys, legal, mandates, prospects, publishing, selections, stock

__all__ = ["bulk", "files", "keys", "legal", "mandates", "prospects", "publishing", "selections", "stock"]
