"""What a page shows: tables, figures, prose and the page itself. Nothing is computed here."""
