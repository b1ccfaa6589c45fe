"""A package with migrations, as a module has them."""
