"""THE MEMORY: cards from edges, FSRS, today's queue and the learner's review log."""
