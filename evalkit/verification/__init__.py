"""A published year proved again: by the hashes it was published with, and by computing it anew from ``data/raw``."""
