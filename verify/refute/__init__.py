"""Attacking a statement."""
