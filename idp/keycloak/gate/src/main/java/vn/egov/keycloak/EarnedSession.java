package vn.egov.keycloak;

import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.common.util.Time;
import org.keycloak.models.Constants;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.UserSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keeps the single sign-on session of a person who proved who they are and was then refused one
 * module, so that the next module does not ask for the password again.
 *
 * <p>Nothing is kept while a required action is still open (a temporary password, a second factor
 * not yet enrolled): the level of such a sign-in is only promised. The session gets no client
 * session, so no token can come out of it for the refused module.
 */
final class EarnedSession {
  private EarnedSession() {}

  static void keep(AuthenticationFlowContext context) {
    if (isUnfinished(context)) {
      return;
    }
    UserSessionModel session = live(context);
    if (session == null) {
      session = create(context);
    }
    if (session.getUser().getId().equals(context.getUser().getId())) {
      rememberLevels(session, context.getAuthenticationSession());
      context.getEvent().session(session);
    }
  }

  private static boolean isUnfinished(AuthenticationFlowContext context) {
    return AuthenticationManager.nextRequiredAction(
            context.getSession(),
            context.getAuthenticationSession(),
            context.getHttpRequest(),
            context.getEvent().clone())
        != null;
  }

  private static UserSessionModel live(AuthenticationFlowContext context) {
    var known =
        AuthenticationManager.authenticateIdentityCookie(
            context.getSession(), context.getRealm(), true);
    return known == null ? null : known.session();
  }

  private static UserSessionModel create(AuthenticationFlowContext context) {
    var signIn = context.getAuthenticationSession();
    var session =
        new UserSessionManager(context.getSession())
            .createUserSession(
                signIn.getParentSession().getId(),
                context.getRealm(),
                context.getUser(),
                context.getUser().getUsername(),
                context.getConnection().getRemoteHost(),
                signIn.getProtocol(),
                false,
                null,
                null,
                UserSessionModel.SessionPersistenceState.PERSISTENT);
    session.setState(UserSessionModel.State.LOGGED_IN);
    session.setNote(AuthenticationManager.AUTH_TIME, String.valueOf(Time.currentTime()));
    signIn.getUserSessionNotes().forEach(session::setNote);
    AuthenticationManager.createLoginCookie(
        context.getSession(),
        context.getRealm(),
        context.getUser(),
        session,
        context.getUriInfo(),
        context.getConnection());
    AuthenticationManager.logSuccess(context.getSession(), signIn);
    return session;
  }

  private static void rememberLevels(UserSessionModel session, AuthenticationSessionModel signIn) {
    String levels = signIn.getAuthNote(Constants.LOA_MAP);
    if (levels != null && !AuthenticatorUtil.isForcedReauthentication(signIn)) {
      session.setNote(Constants.LOA_MAP, levels);
    }
  }
}
