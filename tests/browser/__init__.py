"""A real browser before the real app."""
