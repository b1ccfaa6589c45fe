package vn.egov.keycloak;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.requiredactions.UpdatePassword;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.messages.Messages;

/**
 * Keycloak's own page for a new password, in its place: it ends every other session of the person,
 * and a link that is worth nothing any more changes nothing.
 *
 * <p>Keycloak leaves the sessions to a box that the person may untick, and looks at the link after
 * the password is changed. That the new one is another one is a rule of the realm: see {@link
 * AnotherPassword}.
 */
public final class NewPassword extends UpdatePassword {
  @Override
  public RequiredActionProvider create(KeycloakSession session) {
    return this;
  }

  @Override
  public void requiredActionChallenge(RequiredActionContext context) {
    if (linkIsSpent(context)) {
      context.challenge(ResetLink.spentPage(context.getSession()));
    } else {
      super.requiredActionChallenge(context);
    }
  }

  @Override
  public void processAction(RequiredActionContext context) {
    var session = context.getSession();
    Directories.ask(session, context.getRealm());
    if (!context.getUser().isEnabled()) {
      var page = ErrorPage.error(session, null, Status.BAD_REQUEST, Messages.ACCOUNT_DISABLED);
      refuse(context, Errors.USER_DISABLED, page);
    } else if (linkIsSpent(context)) {
      refuse(context, Errors.EXPIRED_CODE, ResetLink.spentPage(session));
    } else {
      super.processAction(context);
    }
    if (context.getStatus() == RequiredActionContext.Status.SUCCESS) {
      AuthenticatorUtil.logoutOtherSessions(context);
      // A link or a password that was right: wrong ones before it count no more.
      AuthenticationManager.logSuccess(session, context.getAuthenticationSession());
    }
  }

  private static boolean linkIsSpent(RequiredActionContext context) {
    var signIn = context.getAuthenticationSession();
    return ResetLink.isSpent(context.getSession(), signIn, context.getUser());
  }

  private static void refuse(RequiredActionContext context, String error, Response page) {
    context.getEvent().clone().error(error);
    context.challenge(page);
  }
}
