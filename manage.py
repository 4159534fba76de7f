#!/usr/bin/env python3
"""Django's own entry point, for its own tools; people use `vmeste`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vmeste.config.settings")
    execute_from_command_line(sys.argv)
