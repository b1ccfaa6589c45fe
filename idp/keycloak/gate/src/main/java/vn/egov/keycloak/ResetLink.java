package vn.egov.keycloak;

import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
import org.keycloak.authentication.actiontoken.resetcred.ResetCredentialsActionToken;
import org.keycloak.common.util.Time;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.messages.Messages;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What a link that sets a new password stands for: a person as they were when it was sent.
 *
 * <p>Any change of their entry in the directory (another password, a lock and its end, another
 * address) and any end of all their sessions by an administrator makes it worthless, whoever did
 * it and in whatever way. So does a right that asks for a second factor they do not have.
 */
final class ResetLink extends DefaultActionToken {
  private static final String VERSION = "entryCSN";

  ResetLink(
      KeycloakSession session,
      RealmModel realm,
      UserModel person,
      int ends,
      String signIn,
      String client) {
    super(
        person.getId(),
        ResetCredentialsActionToken.TOKEN_TYPE,
        ends,
        state(session, realm, person),
        signIn);
    issuedNow().id(UUID.randomUUID().toString());
    issuedFor(client);
    setEmail(person.getEmail());
  }

  /** Whether a sign-in was begun by a link that is used, over, or of an earlier state. */
  static boolean isSpent(
      KeycloakSession session, AuthenticationSessionModel signIn, UserModel person) {
    String opened = signIn.getAuthNote(AuthenticationManager.INVALIDATE_ACTION_TOKEN);
    var link = opened == null ? null : DefaultActionTokenKey.from(opened);
    return link != null
        && (Time.currentTime() > link.getExp()
            || session.revokedTokens().contains(opened)
            || !state(session, signIn.getRealm(), person).equals(link.getActionVerificationNonce())
            || SecondFactor.isMissing(signIn.getRealm(), person));
  }

  static Response spentPage(KeycloakSession session) {
    return ErrorPage.error(session, null, Response.Status.BAD_REQUEST, Messages.EXPIRED_ACTION);
  }

  /** The link is signed, so this need not be secret; it is the same as long as nothing changes. */
  private static UUID state(KeycloakSession session, RealmModel realm, UserModel person) {
    String version = person.getFirstAttribute(VERSION);
    if (version == null) {
      throw new IllegalStateException("The directory does not tell " + VERSION);
    }
    int signedOut = session.users().getNotBeforeOfUser(realm, person);
    String state = person.getId() + "|" + version + "|" + signedOut;
    return UUID.nameUUIDFromBytes(state.getBytes(StandardCharsets.UTF_8));
  }
}
