"""THE WORKSHOP: will run a learner's code against a check. Nothing in this room runs yet."""
