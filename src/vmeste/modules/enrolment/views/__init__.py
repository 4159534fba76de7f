"""Pages of choice, seats and lessons."""
