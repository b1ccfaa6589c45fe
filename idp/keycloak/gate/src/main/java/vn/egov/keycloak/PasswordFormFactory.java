package vn.egov.keycloak;

import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordFormFactory;
import org.keycloak.models.KeycloakSession;

/** Registers {@link PasswordForm} as {@code egov-password-form}. */
public final class PasswordFormFactory extends UsernamePasswordFormFactory {
  @Override
  public String getId() {
    return "egov-password-form";
  }

  @Override
  public Authenticator create(KeycloakSession session) {
    return new PasswordForm(session);
  }

  @Override
  public String getDisplayType() {
    return "User name and password, checked in a directory that answers";
  }

  @Override
  public String getHelpText() {
    return "Says that the system is resting, not that the password is wrong, while the directory"
        + " cannot be reached.";
  }
}
