"""Programmes, groups and time as lists and grids need them."""
