"""The rules, one in each file; a file that is added here is a rule."""
