"""THE DOOR: what leaves or enters the machine (arXiv, Anki, other machines)."""
