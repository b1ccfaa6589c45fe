package vn.egov.keycloak;

import java.util.List;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.resetcred.ResetCredentialEmail;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.messages.Messages;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Says that a mail is on its way, whoever asked, and lets whoever opens its link go on.
 *
 * <p>What follows the link ends without a session, whatever an administrator sets: the person signs
 * in with the new password, by the one gated flow.
 */
public final class ResetMail extends ResetCredentialEmail {
  @Override
  public String getId() {
    return "egov-reset-mail";
  }

  @Override
  public Authenticator create(KeycloakSession session) {
    return this;
  }

  @Override
  public void authenticate(AuthenticationFlowContext context) {
    var signIn = context.getAuthenticationSession();
    if (hasOpenedTheLink(context, signIn)) {
      if (ResetLink.isSpent(context.getSession(), signIn, context.getUser())) {
        context.challenge(ResetLink.spentPage(context.getSession()));
        return;
      }
      signIn.setAuthNote(AuthenticationManager.END_AFTER_REQUIRED_ACTIONS, "true");
      context.success();
      return;
    }
    var request = new ResetRequest(context);
    request.answerLater();
    context.forkWithSuccessMessage(new FormMessage(null, Messages.EMAIL_SENT, request.minutes()));
  }

  /** Nothing is ever posted to this step. */
  @Override
  public void action(AuthenticationFlowContext context) {
    context.failure(AuthenticationFlowError.INVALID_USER);
  }

  private static boolean hasOpenedTheLink(
      AuthenticationFlowContext context, AuthenticationSessionModel signIn) {
    String opener = signIn.getAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID);
    return context.getUser() != null && context.getUser().getId().equals(opener);
  }

  @Override
  public boolean isConfigurable() {
    return false;
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return List.of();
  }

  @Override
  public String getDisplayType() {
    return "Mail with a link that sets a new password";
  }

  @Override
  public String getHelpText() {
    return "Sends the link, at most one while a link is good; what follows it starts no session.";
  }
}
