"""What parsers, units, scores, escaping and names must hold for any input, drawn by hypothesis and, at length, by a fuzzer."""
