"""THE MAP: the typed graph of notes. It knows no database of the learner, no screen, no network."""
