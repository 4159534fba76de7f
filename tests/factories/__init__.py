"""Rows for tests, dull on purpose: every factory fills what must be there and nothing more.

Call them inside the network's scope (the `network` fixture opens it).
"""
