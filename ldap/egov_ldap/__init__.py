"""The directory: reading, writing, schema, seed. The only package that imports ldap3."""
