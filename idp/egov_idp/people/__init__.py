"""People, units and posts: the data to start with, and who can sign in with it."""
