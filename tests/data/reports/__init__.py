"""A module that people of any provider may open, for tests of the kit."""
