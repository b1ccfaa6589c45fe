"""What other modules of the platform ask of the one-stop shop, in the name of a person."""
