"""Several fiscal years side by side."""
