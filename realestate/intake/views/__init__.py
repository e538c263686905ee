"""Pages and doors of the intake."""
