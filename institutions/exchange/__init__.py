"""Spreadsheets in and out: what an upload must pass before a reader opens it, and exports that stay inert."""
