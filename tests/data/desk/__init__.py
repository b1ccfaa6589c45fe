"""A module with one view of every sort, for tests of the kit."""
