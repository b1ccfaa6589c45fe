"""The directory: people, units and posts in OpenLDAP. The only package that imports ldap3."""

from egov_ldap.directory import Directory
from egov_ldap.entries import Person, PostRecord, Status, Unit
from egov_ldap.online import add_database
from egov_ldap.tree import ServiceAccount

__all__ = [
    "Directory",
    "Person",
    "PostRecord",
    "ServiceAccount",
    "Status",
    "Unit",
    "add_database",
]
