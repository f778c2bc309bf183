"""Widgets of our own: few, drawn line by line, because a key must be on screen in 8 ms."""
