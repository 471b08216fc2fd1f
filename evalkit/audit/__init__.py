"""A written report is read, its figures and claims are found, and rules say what cannot be true or is missing."""
