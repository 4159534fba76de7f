"""The official documents that tell of a project."""
