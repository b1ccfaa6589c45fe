package vn.egov.keycloak;

import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.conditional.ConditionalLoaAuthenticator;
import org.keycloak.authentication.authenticators.util.AcrStore;
import org.keycloak.authentication.authenticators.util.LoAUtil;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Asks whoever holds one of the listed rights for the level of its configuration, also on a live
 * single sign-on session of a lower level and when no client asked for it.
 *
 * <p>Keycloak's own condition looks only at what the client requests; what it does once the factor
 * is given (remember the level, state it as {@code acr}) is inherited.
 */
final class SecondFactor extends ConditionalLoaAuthenticator {
  static final String RIGHTS = "egov.rights";
  private static final String GRANT = "egovGrant";

  SecondFactor(KeycloakSession session) {
    super(session);
  }

  @Override
  public boolean matchCondition(AuthenticationFlowContext context) {
    Integer level =
        LoAUtil.getLevelFromLoaConditionConfiguration(context.getAuthenticatorConfig());
    int reached =
        new AcrStore(context.getSession(), context.getAuthenticationSession())
            .getLevelOfAuthenticationFromCurrentAuthentication();
    return reached < level && holdsRight(context);
  }

  private static boolean holdsRight(AuthenticationFlowContext context) {
    String[] rights =
        Constants.CFG_DELIMITER_PATTERN.split(
            context.getAuthenticatorConfig().getConfig().getOrDefault(RIGHTS, ""));
    for (String right : rights) {
      if (!right.isBlank() && holds(context.getUser(), right)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(UserModel person, String right) {
    return person.getAttributeStream(GRANT).anyMatch(grant -> grant.startsWith(right + "@"));
  }

  @Override
  public boolean requiresUser() {
    return true;
  }
}
