"""Browsing the database: Datasette with the project's metadata."""
