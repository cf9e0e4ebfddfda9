"""What keeps the program in shape: the catalogue of its words, and the start on a fresh machine."""
