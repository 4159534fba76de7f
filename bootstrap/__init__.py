"""Everything behind `make demo` and `make test`. Standard library only, for it runs before anything is installed.

- `verbs`: what can be asked for, and in which order it happens
- `interpreter`: finds a Python in range; the only file besides go.py that must also run on 3.8
- `environment`: .venv from the hash locks, with stamps that say what is up to date
- `frontend`: pages' scripts and styles, built with the node of the lock
- `postgres`: a throw-away PostgreSQL
- `browser`: a Chromium for the browser tests
- `rounds`: lint, SQLite, PostgreSQL, browser
- `locks`: compiles the locks from pyproject.toml
- `machine`: Debian packages, certificates, ports, disk
- `processes`: running programs and ending them in good order
- `speaking`: one line for each step, one line for what is missing
"""
