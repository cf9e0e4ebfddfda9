"""Tests: the same rooms as the program."""
