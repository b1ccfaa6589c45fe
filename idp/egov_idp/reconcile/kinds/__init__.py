"""The kinds of objects in a realm, one file for what belongs together."""
