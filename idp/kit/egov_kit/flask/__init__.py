"""The kit in a Flask app."""
