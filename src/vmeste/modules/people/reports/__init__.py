"""Official documents about people; they are printed and never kept: names stay in this module's tables."""
