package vn.egov.keycloak;

import java.util.stream.Stream;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordForm;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.storage.user.UserLookupProvider;

/**
 * Keycloak's own form, which calls nobody wrong whom it could not look up.
 *
 * <p>Keycloak searches on without a directory that refuses connections, so it takes a person whom
 * it has not met before for unknown. Asking the directory itself fails instead, and the person gets
 * the page that says the system is resting.
 */
final class PasswordForm extends UsernamePasswordForm {
  private static final String DIRECTORY = "org.keycloak.storage.UserStorageProvider";
  private static final String NOBODY = "nobody is called so";

  PasswordForm(KeycloakSession session) {
    super(session);
  }

  @Override
  public void testInvalidUser(AuthenticationFlowContext context, UserModel user) {
    if (user == null) {
      directories(context).forEach(each -> each.getUserByUsername(context.getRealm(), NOBODY));
    }
    super.testInvalidUser(context, user);
  }

  private static Stream<UserLookupProvider> directories(AuthenticationFlowContext context) {
    var session = context.getSession();
    var kind = session.getProviderClass(DIRECTORY);
    return context
        .getRealm()
        .getComponentsStream(context.getRealm().getId(), DIRECTORY)
        .filter(PasswordForm::isEnabled)
        .map(each -> session.getProvider(kind, each))
        .filter(UserLookupProvider.class::isInstance)
        .map(UserLookupProvider.class::cast);
  }

  private static boolean isEnabled(ComponentModel directory) {
    return directory.get("enabled", true);
  }
}
