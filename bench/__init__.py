"""How fast evalkit is: only ever as ratios of commands that ran in turn, on one machine, in one session."""
