"""The realm document's part about mail: who sends it, through which server, in which look."""

from typing import Any

from egov_idp.mail.server import PASSWORD, MailServer
from egov_idp.realms.spec import RealmSpec
from egov_idp.secrets import SecretStore

Json = dict[str, Any]


def mail(spec: RealmSpec, server: MailServer, secrets: SecretStore) -> Json:
    """Keycloak's mail settings of one province; raises `SecretMissing`."""
    return {
        "emailTheme": spec.sign_in.theme,
        "smtpServer": {
            "host": server.host,
            "port": str(server.port),
            "from": server.sender_of(spec.tenant),
            "fromDisplayName": spec.name.vi,
            "ssl": _yes(server.security == "tls"),
            "starttls": _yes(server.security == "starttls"),
            "auth": _yes(server.user is not None),
            **_account(server, secrets),
        },
    }


def _account(server: MailServer, secrets: SecretStore) -> dict[str, str]:
    if server.user is None:
        return {}
    return {"user": server.user, "password": secrets.given(PASSWORD)}


def _yes(holds: bool) -> str:
    return "true" if holds else "false"
