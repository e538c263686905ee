"""Making documents, keeping files and having them signed."""
