"""What travels to wherever an answer runs: the warden, the child, and what checks may use.

Owns nothing but the promise that these files need only the standard library (numpy, torch and
psutil are used where they are there), because a cluster gets this folder and nothing else of ours.
"""
