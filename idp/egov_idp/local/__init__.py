"""Starts and supervises the platform on one machine, without containers."""
