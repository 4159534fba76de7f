"""How practice passports and roadmaps become projects: one receiver for each kind of row."""

from . import acts, figures, parts, projects, roadmaps  # noqa: F401 - a receiver is registered where it is declared
