"""A Django project on the kit: the paths of the desk, as far as both frameworks are compared."""
