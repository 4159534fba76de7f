"""Questions about partnerships, by subject: registers, the map by direction, ties between organisations."""
