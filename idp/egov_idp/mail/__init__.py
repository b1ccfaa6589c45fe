"""Mail to people: the server it is sent through, and the sink that keeps it in development."""
