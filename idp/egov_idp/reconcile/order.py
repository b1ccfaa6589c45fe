"""All kinds, in the order in which they are written; what is to go, goes in the other order."""

from typing import Final

from egov_idp.reconcile.kind import Kind
from egov_idp.reconcile.kinds.clients import Client
from egov_idp.reconcile.kinds.components import Component, SubComponent
from egov_idp.reconcile.kinds.flows import Flow
from egov_idp.reconcile.kinds.groups import Group
from egov_idp.reconcile.kinds.holders import Composite, GroupRoles, ScopeMapping, ServiceAccount
from egov_idp.reconcile.kinds.mappers import ClientMapper, ScopeMapper
from egov_idp.reconcile.kinds.policies import ClientPolicy, ClientProfile, RequiredAction
from egov_idp.reconcile.kinds.profile import ProfileAttribute
from egov_idp.reconcile.kinds.providers import IdentityProvider, IdentityProviderMapper
from egov_idp.reconcile.kinds.roles import ClientRole, Role
from egov_idp.reconcile.kinds.scopes import ClientScope, DefaultScopes
from egov_idp.reconcile.kinds.settings import Settings

KINDS: Final[tuple[Kind, ...]] = (
    Role(),
    ClientScope(),
    ScopeMapper(),
    DefaultScopes(),
    ProfileAttribute(),  # an attribute nobody declared is dropped
    Component(),
    SubComponent(),
    Client(),  # names scopes
    ClientMapper(),
    ClientRole(),
    Composite(),  # names roles
    Group(),
    GroupRoles(),
    ScopeMapping(),  # names roles, scopes and clients
    ServiceAccount(),
    RequiredAction(),
    Flow(),
    IdentityProvider(),  # names flows
    IdentityProviderMapper(),
    Settings(),  # binds flows
    ClientProfile(),  # names the bound flow
    ClientPolicy(),
)

BY_NAME: Final[dict[str, Kind]] = {kind.name: kind for kind in KINDS}
