"""THE WINDOW: Textual screens and widgets, nothing else."""
