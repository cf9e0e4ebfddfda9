"""Rules of the ballot."""
