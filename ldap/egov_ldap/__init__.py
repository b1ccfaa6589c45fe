"""The directory: people, units and posts in OpenLDAP. The only package that imports ldap3."""

from egov_ldap.connection import answers
from egov_ldap.directory import Directory
from egov_ldap.entries import Person, PostRecord, Status, Unit
from egov_ldap.tree import ServiceAccount

__all__ = ["Directory", "Person", "PostRecord", "ServiceAccount", "Status", "Unit", "answers"]
