"""How Keycloak reads people from the directory, and what it knows of them.

Nothing is cached and every attribute is read at each use: a grant given or withdrawn counts at the
next sign-in and the next refresh. Of all this Keycloak may write one attribute, the password.
"""

import json
from typing import Any

from egov_ldap import tree

from egov_idp.realms.addresses import Addresses
from egov_idp.realms.spec import RealmSpec
from egov_idp.secrets import SecretStore

Json = dict[str, Any]

BIND_PASSWORD = "{tenant}/ldap/keycloak"  # noqa: S105 - a reference

# Attribute of the entry, attribute of Keycloak's user, several values.
_READ = (
    ("uid", "username", False),
    ("mail", "email", False),
    ("givenName", "firstName", False),
    ("sn", "lastName", False),
    ("cn", "fullName", False),
    ("egovStaffId", "egovStaffId", False),
    ("egovStatus", "egovStatus", False),
    ("egovPostRef", "egovPostRef", True),
    ("egovGrant", "egovGrant", True),
    ("egovModule", "egovModule", True),
    ("egovWorkingPost", "egovWorkingPost", False),
    # Another one at each change of the entry: a link that sets a password is good for one alone.
    ("entryCSN", "entryCSN", False),
)


def components(spec: RealmSpec, addresses: Addresses, secrets: SecretStore) -> Json:
    """The realm document's ``components``: the directory and the user profile."""
    return {
        "org.keycloak.storage.UserStorageProvider": [_directory(spec, addresses, secrets)],
        "org.keycloak.userprofile.UserProfileProvider": [_user_profile()],
    }


def _directory(spec: RealmSpec, addresses: Addresses, secrets: SecretStore) -> Json:
    return {
        "name": "directory",
        "providerId": "ldap",
        "config": _lists(
            _connection(spec, addresses, secrets)
            | _people(spec.tenant)
            | _passwords()
            | _freshness()
        ),
        # A realm document that leaves the mappers out gets none, and then every sign-in fails.
        "subComponents": {
            "org.keycloak.storage.ldap.mappers.LDAPStorageMapper": [
                _mapper(entry, user, several=several) for entry, user, several in _READ
            ]
        },
    }


def _connection(spec: RealmSpec, addresses: Addresses, secrets: SecretStore) -> dict[str, str]:
    return {
        "connectionUrl": " ".join(addresses.directory),
        "authType": "simple",
        "bindDn": tree.service(spec.tenant, "keycloak"),
        "bindCredential": secrets.password(BIND_PASSWORD.format(tenant=spec.tenant)),
        "startTls": "false",
        "useTruststoreSpi": "always",
        "connectionPooling": "false",  # a pool keeps what a restart broke: ADR 0008
        "connectionTimeout": str(spec.directory.connect_milliseconds),
        "readTimeout": str(spec.directory.read_milliseconds),
        "referral": "ignore",
        "allowKerberosAuthentication": "false",
        "useKerberosForPasswordAuthentication": "false",
    }


def _people(tenant: str) -> dict[str, str]:
    return {
        "vendor": "other",
        "usersDn": tree.folder(tenant, "people"),
        "searchScope": "1",  # directly below: the tree of people is flat
        "userObjectClasses": "inetOrgPerson, egovPerson",
        "usernameLDAPAttribute": "uid",
        "rdnLDAPAttribute": "egovStaffId",
        "uuidLDAPAttribute": "egovStaffId",
        # The only lock: an entry that does not match is nobody, at once and everywhere.
        "customUserSearchFilter": "(egovStatus=active)",
        "pagination": "true",
        "trustEmail": "true",
    }


def _passwords() -> dict[str, str]:
    return {
        "editMode": "WRITABLE",
        "usePasswordModifyExtendedOp": "true",  # slapd hashes; nothing is stored as typed
        "validatePasswordPolicy": "true",
        "syncRegistrations": "false",
    }


def _freshness() -> dict[str, str]:
    return {
        "enabled": "true",
        "priority": "0",
        "cachePolicy": "NO_CACHE",
        "importEnabled": "true",
        # The default would delete Keycloak's user, and the second factor, of a locked person.
        "removeInvalidUsersEnabled": "false",
        "fullSyncPeriod": "-1",
        "changedSyncPeriod": "-1",
        "batchSizeForSync": "1000",
    }


def _mapper(entry: str, user: str, *, several: bool) -> Json:
    own = user in ("username", "egovStaffId")
    return {
        "name": user,
        "providerId": "user-attribute-ldap-mapper",
        "config": _lists(
            {
                "ldap.attribute": entry,
                "user.model.attribute": user,
                "read.only": "true",
                # Keycloak finds people by user name in its own table, so that one is kept there.
                "always.read.value.from.ldap": "false" if user == "username" else "true",
                "is.mandatory.in.ldap": "true" if own else "false",
                "is.binary.attribute": "false",
                "attribute.force.default": "false",
            }
        ),
        "subComponents": {},
    }


def _user_profile() -> Json:
    names = [user for _, user, _ in _READ]
    several = {user for _, user, many in _READ if many}
    attributes = [_attribute(name, several=name in several) for name in names]
    text = json.dumps({"attributes": attributes, "groups": []}, ensure_ascii=False)
    return {"providerId": "declarative-user-profile", "config": {"kc.user.profile.config": [text]}}


def _attribute(name: str, *, several: bool) -> Json:
    shown = (
        ["admin", "user"] if name in ("username", "email", "firstName", "lastName") else ["admin"]
    )
    return {
        "name": name,
        "displayName": name,
        "multivalued": several,
        "permissions": {"view": shown, "edit": ["admin"]},
        "validations": {},
        "annotations": {},
    }


def _lists(values: dict[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in values.items()}
