"""A Document as HTML, PDF, charts and data. Nothing here asks the database."""
