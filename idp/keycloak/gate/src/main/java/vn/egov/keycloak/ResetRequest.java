package vn.egov.keycloak;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.actiontoken.resetcred.ResetCredentialsActionToken;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.common.util.Time;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.locale.LocaleSelectorProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.Urls;
import org.keycloak.sessions.AuthenticationSessionCompoundId;

/**
 * Somebody asked for a link that sets a new password: who it is, whether they get one, and the mail
 * itself, all in a thread of its own after the answer has left.
 *
 * <p>So neither the answer nor how long it takes says anything about the name. A person gets one
 * mail while its link is good: there is never more than one good link, and no mailbox is flooded. How
 * it went is an event.
 */
final class ResetRequest {
  private static final System.Logger LOG = System.getLogger(ResetRequest.class.getName());
  private static final String SENT = "egov.reset-mail.";
  private static final String SENT_ALREADY = "sent_already";
  private static final String NO_SECOND_FACTOR = "no_second_factor";
  private static final String KEY = "egov-key";
  private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
  private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("HH:mm dd/MM/yyyy");

  private final KeycloakSessionFactory server;
  private final String realm;
  private final String issuer;
  private final String client;
  private final String signIn;
  private final String link;
  private final String language;
  private final String address;
  private final String name;
  private final int seconds;

  ResetRequest(AuthenticationFlowContext context) {
    var session = context.getAuthenticationSession();
    this.server = context.getSession().getKeycloakSessionFactory();
    this.realm = context.getRealm().getId();
    this.issuer = Urls.realmIssuer(context.getUriInfo().getBaseUri(), context.getRealm().getName());
    this.client = session.getClient().getClientId();
    this.signIn = AuthenticationSessionCompoundId.fromAuthSession(session).getEncodedId();
    this.link = context.getActionTokenUrl(KEY).toString();
    this.language = context.getSession().getContext().resolveLocale(null).toLanguageTag();
    this.address = context.getConnection().getRemoteHost();
    this.name = session.getAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME);
    this.seconds =
        context
            .getRealm()
            .getActionTokenGeneratedByUserLifespan(ResetCredentialsActionToken.TOKEN_TYPE);
  }

  long minutes() {
    return seconds / 60;
  }

  void answerLater() {
    KeycloakModelUtils.runJobInTransactionWithResult(
            server, session -> session.getProvider(ExecutorsProvider.class).getExecutor("egov-mail"))
        .execute(this::answerNow);
  }

  private void answerNow() {
    try {
      try {
        KeycloakModelUtils.runJobInTransaction(server, this::answer);
      } catch (ModelDuplicateException metAtOnce) { // two met them for the first time: known by now
        KeycloakModelUtils.runJobInTransaction(server, this::answer);
      }
    } catch (RuntimeException failure) {
      LOG.log(System.Logger.Level.ERROR, "A link for a new password was not sent", failure);
    }
  }

  private void answer(KeycloakSession session) {
    RealmModel province = session.realms().getRealm(realm);
    session.getContext().setRealm(province);
    session.setAttribute(LocaleSelectorProvider.USER_REQUEST_LOCALE, language);
    var event =
        new EventBuilder(province, session)
            .event(EventType.SEND_RESET_PASSWORD)
            .client(client)
            .ipAddress(address)
            .detail(Details.USERNAME, name);
    var person = KeycloakModelUtils.findUserByNameOrEmail(session, province, name);
    String refusal = refusal(session, province, person);
    if (refusal == null) {
      refusal = send(session, province, person);
    }
    record(event.user(person), refusal);
  }

  private String refusal(KeycloakSession session, RealmModel province, UserModel person) {
    if (person == null) {
      return Errors.USER_NOT_FOUND;
    }
    if (!person.isEnabled() || person.getFederationLink() == null) {
      return Errors.USER_DISABLED;
    }
    if (person.getEmail() == null || person.getEmail().isBlank()) {
      return Errors.INVALID_EMAIL;
    }
    if (SecondFactor.isMissing(province, person)) {
      return NO_SECOND_FACTOR; // the mailbox alone would do to enrol one, and be them
    }
    return null;
  }

  private String send(KeycloakSession session, RealmModel province, UserModel person) {
    int ends = Time.currentTime() + seconds;
    var token = new ResetLink(session, province, person, ends, signIn, client);
    String mark = SENT + token.getActionVerificationNonce();
    if (!session.singleUseObjects().putIfAbsent(mark, seconds)) {
      return SENT_ALREADY;
    }
    String key = session.tokens().encode(token.issuer(issuer).audience(issuer));
    try {
      session
          .getProvider(EmailTemplateProvider.class)
          .setRealm(province)
          .setUser(person)
          .setAttribute("askedAt", ZonedDateTime.now(VIETNAM).format(WHEN))
          .sendPasswordReset(link.replace(KEY, key), minutes());
      return null;
    } catch (EmailException failure) { // Keycloak's log says more
      session.singleUseObjects().remove(mark);
      return Errors.EMAIL_SEND_FAILED;
    }
  }

  private static void record(EventBuilder event, String refusal) {
    if (refusal == null) {
      event.success();
    } else {
      event.error(refusal);
    }
  }
}
