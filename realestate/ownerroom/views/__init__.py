"""The owner's own pages, and the agency's page about them."""
