package vn.egov.keycloak;

import org.keycloak.OAuthErrorException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenManager.AccessTokenResponseBuilder;
import org.keycloak.protocol.oidc.grants.ciba.clientpolicy.context.BackchannelTokenResponseContext;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceTokenResponseContext;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.ImplicitHybridTokenResponse;
import org.keycloak.services.clientpolicy.context.ResourceOwnerPasswordCredentialsResponseContext;
import org.keycloak.services.clientpolicy.context.ServiceAccountTokenResponseContext;
import org.keycloak.services.clientpolicy.context.TokenResponseContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Looks at every token a new sign-in brings, however it was done, and gives out none that is
 * addressed to a module which its person may not open.
 *
 * <p>The gate stands in a flow, and not every way to a token runs that flow: a service account, an
 * identity provider without a flow of its own, a scope or mapper that adds another module's
 * audience. A refresh is let pass (the module refuses it, from its grants), and so is an exchange,
 * whose callee does the same.
 */
final class Addressee
    implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
  private final KeycloakSession session;

  Addressee(KeycloakSession session) {
    this.session = session;
  }

  @Override
  public String getProviderId() {
    return AddresseeFactory.ID;
  }

  @Override
  public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
    AccessTokenResponseBuilder answer = answer(context);
    if (answer == null || answer.getAccessToken().getAudience() == null) {
      return;
    }
    UserModel person = answer.getClientSessionCtx().getClientSession().getUserSession().getUser();
    for (String name : answer.getAccessToken().getAudience()) {
      ClientModel addressee = session.getContext().getRealm().getClientByClientId(name);
      if (addressee != null
          && Admission.isModule(addressee)
          && !Admission.mayOpen(person, addressee)) {
        throw new ClientPolicyException(
            OAuthErrorException.ACCESS_DENIED, "Not for this person: " + name);
      }
    }
  }

  private static AccessTokenResponseBuilder answer(ClientPolicyContext context) {
    if (context instanceof TokenResponseContext code) {
      return code.getAccessTokenResponseBuilder();
    }
    if (context instanceof ServiceAccountTokenResponseContext account) {
      return account.getAccessTokenResponseBuilder();
    }
    if (context instanceof ResourceOwnerPasswordCredentialsResponseContext password) {
      return password.getAccessTokenResponseBuilder();
    }
    if (context instanceof ImplicitHybridTokenResponse implicit) {
      return implicit.getAccessTokenResponseBuilder();
    }
    if (context instanceof DeviceTokenResponseContext device) {
      return device.getAccessTokenResponseBuilder();
    }
    return context instanceof BackchannelTokenResponseContext ciba
        ? ciba.getAccessTokenResponseBuilder()
        : null;
  }
}
