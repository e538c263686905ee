"""Pages and verbs of leads."""
