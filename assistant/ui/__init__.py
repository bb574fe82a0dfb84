"""The app's pages: draft, review, search, library."""
