package vn.egov.keycloak;

import java.util.EnumSet;
import java.util.Set;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Refuses every request of a client that brings a sign-in flow of its own.
 *
 * <p>Keycloak's {@code auth-flow-enforcer} puts the realm's flow before the client's at the
 * authorization request, but a restart of the sign-in forgets that, so it is not enough alone.
 */
final class OneFlow
    implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
  /** What an administrator needs to find such a client and set it right. */
  private static final Set<ClientPolicyEvent> REPAIR =
      EnumSet.of(ClientPolicyEvent.VIEW, ClientPolicyEvent.UPDATE, ClientPolicyEvent.UNREGISTER);

  private final KeycloakSession session;

  OneFlow(KeycloakSession session) {
    this.session = session;
  }

  @Override
  public String getProviderId() {
    return OneFlowFactory.ID;
  }

  @Override
  public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
    ClientModel client = session.getContext().getClient();
    if (REPAIR.contains(context.getEvent()) || client == null) {
      return;
    }
    if (!client.getAuthenticationFlowBindingOverrides().isEmpty()) {
      throw new ClientPolicyException(
          OAuthErrorException.UNAUTHORIZED_CLIENT, "Client has a sign-in flow of its own");
    }
  }
}
