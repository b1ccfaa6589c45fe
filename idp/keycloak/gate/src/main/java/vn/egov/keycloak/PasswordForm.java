package vn.egov.keycloak;

import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordForm;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** Keycloak's own form, which calls nobody wrong whom it could not look up. */
final class PasswordForm extends UsernamePasswordForm {
  PasswordForm(KeycloakSession session) {
    super(session);
  }

  @Override
  public void testInvalidUser(AuthenticationFlowContext context, UserModel user) {
    if (user == null) {
      Directories.ask(context.getSession(), context.getRealm());
    }
    super.testInvalidUser(context, user);
  }
}
