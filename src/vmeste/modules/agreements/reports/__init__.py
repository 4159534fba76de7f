"""The cooperation agreement as an official document: its fields, its facts, its original template."""
