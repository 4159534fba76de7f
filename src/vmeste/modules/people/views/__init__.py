"""Pages of people. Names are shown only to those who have opened them, for a while."""
