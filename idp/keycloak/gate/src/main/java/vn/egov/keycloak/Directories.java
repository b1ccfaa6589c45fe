package vn.egov.keycloak;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.storage.user.UserLookupProvider;

/**
 * Whether the directories of a realm answer now.
 *
 * <p>Keycloak searches on without a directory that refuses connections, so it takes a person whom
 * it has not met before for unknown. Asking the directory itself fails instead, and the person gets
 * the page that says the system is resting.
 */
final class Directories {
  private static final String DIRECTORY = "org.keycloak.storage.UserStorageProvider";
  private static final String NOBODY = "nobody is called so";

  private Directories() {}

  /** Put one question to each directory that is in use; throws what a directory that is away throws. */
  static void ask(KeycloakSession session, RealmModel realm) {
    var kind = session.getProviderClass(DIRECTORY);
    realm
        .getComponentsStream(realm.getId(), DIRECTORY)
        .filter(Directories::isEnabled)
        .map(each -> session.getProvider(kind, each))
        .filter(UserLookupProvider.class::isInstance)
        .map(UserLookupProvider.class::cast)
        .forEach(each -> each.getUserByUsername(realm, NOBODY));
  }

  private static boolean isEnabled(ComponentModel directory) {
    return directory.get("enabled", true);
  }
}
