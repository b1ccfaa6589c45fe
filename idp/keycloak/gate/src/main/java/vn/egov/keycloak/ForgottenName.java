package vn.egov.keycloak;

import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.authentication.authenticators.resetcred.ResetCredentialChooseUser;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;

/**
 * Asks who has forgotten the password, and looks nobody up: what follows is the same whatever the
 * name, also in how long it takes.
 *
 * <p>Keycloak's own step takes the person of a live session without asking, so that a mere link on
 * any page would send a mail; and while the directory is away it promises a mail to nobody.
 */
public final class ForgottenName extends ResetCredentialChooseUser {
  @Override
  public String getId() {
    return "egov-forgotten-name";
  }

  @Override
  public Authenticator create(KeycloakSession session) {
    return this;
  }

  @Override
  public void authenticate(AuthenticationFlowContext context) {
    var signIn = context.getAuthenticationSession();
    if (signIn.getAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID) != null) {
      super.authenticate(context); // whoever opened the link of the mail
    } else {
      context.challenge(context.form().createPasswordReset());
    }
  }

  @Override
  public void action(AuthenticationFlowContext context) {
    String name = context.getHttpRequest().getDecodedFormParameters().getFirst("username");
    if (name == null || name.isBlank()) {
      super.action(context); // shows the form again
      return;
    }
    Directories.ask(context.getSession(), context.getRealm());
    context
        .getAuthenticationSession()
        .setAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME, name.trim());
    context.success();
  }

  @Override
  public String getDisplayType() {
    return "Who has forgotten the password";
  }

  @Override
  public String getHelpText() {
    return "Asks for the name and goes on in the same way whoever it is.";
  }
}
