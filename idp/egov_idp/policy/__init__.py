"""From posts, units and dated rules to grants."""
