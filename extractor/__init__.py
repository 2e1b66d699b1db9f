"""Figures and awards out of Indonesian regional news, each with the sentence that says so."""

__version__ = "0.1.0"
