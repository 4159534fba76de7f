"""Every change of programmes, groups, rooms, ways and plans."""
