package vn.egov.keycloak;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.policy.PasswordPolicyProvider;
import org.keycloak.policy.PasswordPolicyProviderFactory;

/** Registers {@link AnotherPassword} as {@code egovAnotherPassword}. */
public final class AnotherPasswordFactory implements PasswordPolicyProviderFactory {
  @Override
  public String getId() {
    return "egovAnotherPassword";
  }

  @Override
  public PasswordPolicyProvider create(KeycloakSession session) {
    return new AnotherPassword();
  }

  @Override
  public String getDisplayName() {
    return "Another password than the present one";
  }

  @Override
  public String getConfigType() {
    return null;
  }

  @Override
  public String getDefaultConfigValue() {
    return null;
  }

  @Override
  public boolean isMultiplSupported() {
    return false;
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}
}
