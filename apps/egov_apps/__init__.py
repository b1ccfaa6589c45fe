"""The modules of the platform, one folder each, found by their module.toml."""
