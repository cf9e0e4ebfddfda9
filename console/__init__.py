"""What a conference is and what may happen in it: every rule, and nothing but rules."""

VERSION = "0.1.0"
"""Of the program, in the manner of semantic versioning."""
