"""The people API: the only process that writes to the directory."""
