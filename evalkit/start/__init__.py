"""Starting something new, and handing it on: a fiscal year, a sub-project, an archive of a year's pages."""
