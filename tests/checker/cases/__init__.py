"""Whole stories: a statement, and what must be answered."""
