"""Lists of pupils from files."""
