"""Command line (placeholder while building)."""
