"""Tests of verifier/: the one HTML file, in a browser, against good and changed records."""
