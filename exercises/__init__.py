"""THE WORKSHOP: code exercises, run in a process of their own and graded by the run."""
