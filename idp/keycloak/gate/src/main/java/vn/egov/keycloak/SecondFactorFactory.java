package vn.egov.keycloak;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalLoaAuthenticatorFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

/** Registers {@link SecondFactor} as {@code egov-second-factor}. */
public final class SecondFactorFactory extends ConditionalLoaAuthenticatorFactory {
  @Override
  public String getId() {
    return "egov-second-factor";
  }

  @Override
  public Authenticator create(KeycloakSession session) {
    return new SecondFactor(session);
  }

  @Override
  public String getDisplayType() {
    return "Condition - holder of a right that asks for a second factor";
  }

  @Override
  public String getHelpText() {
    return "The flow runs for whoever holds one of the rights and is below the level.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    var properties = new ArrayList<>(super.getConfigProperties());
    properties.add(
        new ProviderConfigProperty(
            SecondFactor.RIGHTS,
            "Rights",
            "module.role, such as egov-idp.admin",
            ProviderConfigProperty.MULTIVALUED_STRING_TYPE,
            null));
    return properties;
  }
}
