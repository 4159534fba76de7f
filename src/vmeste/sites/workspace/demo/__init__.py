"""Demonstration networks: organisations of published documents, invented people."""
