package vn.egov.keycloak;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.Authenticator;
import org.keycloak.events.Errors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.util.TokenUtil;

/**
 * Lets a signed-in person into a module only if the directory says so.
 *
 * <p>The client attribute {@code egov.module} names the module; the person's {@code egovModule}
 * holds the modules they may open. It refuses with a challenge, not a failure: no wrong password is
 * counted, the single sign-on session stays, and a reload asks the directory again.
 */
final class Gate implements Authenticator {
  private static final String PORTAL = "portal";

  @Override
  public void authenticate(AuthenticationFlowContext context) {
    if (opensNothing(context) || Admission.mayOpen(context.getUser(), client(context))) {
      context.success();
    } else if (isPassive(context)) {
      refusePassively(context);
    } else {
      refuseWithPage(context);
    }
  }

  /** The only form on the refusal page: sign in as someone else. */
  @Override
  public void action(AuthenticationFlowContext context) {
    context.forceChallenge(SomeoneElse.signIn(context));
  }

  /** A flow that ends without a session, such as that of a forgotten password. */
  private static boolean opensNothing(AuthenticationFlowContext context) {
    String ends = AuthenticationManager.END_AFTER_REQUIRED_ACTIONS;
    return context.getAuthenticationSession().getAuthNote(ends) != null;
  }

  private static void refuseWithPage(AuthenticationFlowContext context) {
    EarnedSession.keep(context);
    if (HttpMethod.POST.equals(context.getHttpRequest().getHttpMethod())) {
      // The page gets an address of its own, so that a reload asks the directory again instead of
      // sending the password again.
      context.challenge(Response.seeOther(context.getRefreshExecutionUrl()).build());
      return;
    }
    recordRefusal(context);
    context.challenge(page(context));
  }

  private static Response page(AuthenticationFlowContext context) {
    return context
        .form()
        .setAttribute("moduleTitle", title(context))
        .setAttribute("portalUrl", portalUrl(context.getRealm()))
        .setAttribute("switchUserUrl", context.getActionUrl(context.generateAccessCode()).toString())
        .setAttribute("username", context.getUser().getUsername())
        .setStatus(Response.Status.FORBIDDEN)
        .createForm("egov-refused.ftl");
  }

  /** With prompt=none any challenge would read login_required; this sends the protocol's own no. */
  private static void refusePassively(AuthenticationFlowContext context) {
    var session = context.getAuthenticationSession();
    session.setAuthNote(AuthenticationProcessor.FORWARDED_PASSIVE_LOGIN, "true");
    recordRefusal(context);
    context.challenge(
        context
            .getSession()
            .getProvider(LoginProtocol.class, session.getProtocol())
            .setRealm(context.getRealm())
            .setUriInfo(context.getUriInfo())
            .setHttpHeaders(context.getHttpRequest().getHttpHeaders())
            .setEventBuilder(context.getEvent())
            .sendError(session, LoginProtocol.Error.CANCELLED_BY_USER, null));
  }

  private static void recordRefusal(AuthenticationFlowContext context) {
    context.getEvent().user(context.getUser()).error(Errors.ACCESS_DENIED);
  }

  private static boolean isPassive(AuthenticationFlowContext context) {
    String prompt =
        context.getAuthenticationSession().getClientNote(OIDCLoginProtocol.PROMPT_PARAM);
    return TokenUtil.hasPrompt(prompt, OIDCLoginProtocol.PROMPT_VALUE_NONE);
  }

  /** The client's name in the person's language; the realm document writes both. */
  private static String title(AuthenticationFlowContext context) {
    var client = client(context);
    var locale = context.getSession().getContext().resolveLocale(context.getUser());
    String title = client.getAttribute("egov.title." + locale.getLanguage());
    return title != null ? title : client.getClientId();
  }

  private static String portalUrl(RealmModel realm) {
    ClientModel portal = realm.getClientByClientId(PORTAL);
    return portal == null ? null : portal.getBaseUrl();
  }

  private static ClientModel client(AuthenticationFlowContext context) {
    return context.getAuthenticationSession().getClient();
  }

  @Override
  public boolean requiresUser() {
    return true;
  }

  @Override
  public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
    return true;
  }

  @Override
  public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {}

  @Override
  public void close() {}
}
