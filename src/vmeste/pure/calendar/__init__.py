"""Terms on a line of years."""
