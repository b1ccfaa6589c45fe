package vn.egov.keycloak;

import java.util.Map;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.conditional.ConditionalLoaAuthenticator;
import org.keycloak.authentication.authenticators.util.AcrStore;
import org.keycloak.authentication.authenticators.util.LoAUtil;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;

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
    return reached < level
        && holdsRight(context.getUser(), context.getAuthenticatorConfig().getConfig());
  }

  /** Whether the person holds a right of the realm's that asks for a factor they do not have. */
  static boolean isMissing(RealmModel realm, UserModel person) {
    return !person.credentialManager().isConfiguredFor(OTPCredentialModel.TYPE)
        && realm
            .getAuthenticatorConfigsStream()
            .anyMatch(each -> holdsRight(person, each.getConfig()));
  }

  private static boolean holdsRight(UserModel person, Map<String, String> config) {
    String rights = config == null ? "" : config.getOrDefault(RIGHTS, "");
    return Constants.CFG_DELIMITER_PATTERN
        .splitAsStream(rights)
        .anyMatch(right -> !right.isBlank() && holds(person, right));
  }

  private static boolean holds(UserModel person, String right) {
    return person.getAttributeStream(GRANT).anyMatch(grant -> grant.startsWith(right + "@"));
  }

  @Override
  public boolean requiresUser() {
    return true;
  }
}
