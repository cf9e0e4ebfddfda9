"""What a conference is and what may happen in it: every rule, and nothing but rules."""
