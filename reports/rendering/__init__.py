"""A Document as HTML, paper and data. Nothing here reads the database; compose has said all there is to say."""
