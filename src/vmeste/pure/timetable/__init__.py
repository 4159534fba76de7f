"""Weekly meetings over real calendars: on which days they happen, and what gets in whose way."""
