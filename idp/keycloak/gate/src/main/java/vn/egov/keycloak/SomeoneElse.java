package vn.egov.keycloak;

import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel;

/**
 * "Sign in as someone else": ends the session with back-channel logout of every module it opened,
 * then starts the same request anew under a new session id, as if the browser had just arrived.
 */
final class SomeoneElse {
  private SomeoneElse() {}

  static Response signIn(AuthenticationFlowContext context) {
    var old = context.getAuthenticationSession();
    var client = old.getClient();
    endSession(context);
    var fresh = restart(context, old, client);
    context
        .getSession()
        .authenticationSessions()
        .removeRootAuthenticationSession(context.getRealm(), old.getParentSession());
    return redirect(context, fresh);
  }

  private static void endSession(AuthenticationFlowContext context) {
    var known =
        AuthenticationManager.authenticateIdentityCookie(
            context.getSession(), context.getRealm(), false);
    if (known != null) {
      recordLogout(context, known.session());
      AuthenticationManager.backchannelLogout(context.getSession(), known.session(), true);
    }
    AuthenticationManager.expireIdentityCookie(context.getSession());
  }

  private static void recordLogout(AuthenticationFlowContext context, UserSessionModel session) {
    context
        .getEvent()
        .clone()
        .event(EventType.LOGOUT)
        .user(session.getUser())
        .session(session)
        .success();
  }

  private static AuthenticationSessionModel restart(
      AuthenticationFlowContext context, AuthenticationSessionModel old, ClientModel client) {
    var fresh =
        new AuthenticationSessionManager(context.getSession())
            .createAuthenticationSession(context.getRealm(), true)
            .createAuthenticationSession(client);
    fresh.setProtocol(old.getProtocol());
    fresh.setRedirectUri(old.getRedirectUri());
    fresh.setAction(CommonClientSessionModel.Action.AUTHENTICATE.name());
    old.getClientNotes().forEach(fresh::setClientNote);
    context.getSession().getContext().setAuthenticationSession(fresh);
    return fresh;
  }

  private static Response redirect(
      AuthenticationFlowContext context, AuthenticationSessionModel fresh) {
    fresh.setAuthNote(
        AuthenticationProcessor.CURRENT_FLOW_PATH, LoginActionsService.AUTHENTICATE_PATH);
    var uri =
        LoginActionsService.loginActionsBaseUrl(context.getUriInfo())
            .path(LoginActionsService.AUTHENTICATE_PATH)
            .queryParam("client_id", fresh.getClient().getClientId())
            .queryParam("tab_id", fresh.getTabId())
            .build(context.getRealm().getName());
    return Response.seeOther(uri).build();
  }
}
