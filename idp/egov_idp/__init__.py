"""Identity and access: realms, policy, people, and the command line of the platform."""
