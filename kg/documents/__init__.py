"""Study documents become proposals, each step a pure function: bytes, lines, structure, nodes."""
