"""What an executed notebook says, as blocks: headings, paragraphs, tables, pictures."""
