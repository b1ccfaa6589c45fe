package vn.egov.keycloak;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/** Registers {@link OneFlow} as {@code egov-one-flow}. */
public final class OneFlowFactory implements ClientPolicyExecutorProviderFactory {
  static final String ID = "egov-one-flow";

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
    return new OneFlow(session);
  }

  @Override
  public String getHelpText() {
    return "Refuses every request of a client that overrides the realm's sign-in flows.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return List.of();
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}
}
