"""What the kit does with a request, in words of its own: no web framework is known here."""
