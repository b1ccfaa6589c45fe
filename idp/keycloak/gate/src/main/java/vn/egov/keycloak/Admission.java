package vn.egov.keycloak;

import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/**
 * Who may open which module.
 *
 * <p>The client attribute {@code egov.module} names the module, {@code open} lets everybody in; the
 * person's {@code egovModule} holds the modules they may open. Only people of the directory are
 * anybody here: a user made in Keycloak, or a client's service account, may open nothing.
 */
final class Admission {
  private static final String MODULE = "egov.module";
  private static final String EVERYONE = "open";
  private static final String GRANTED = "egovModule";

  private Admission() {}

  static boolean isModule(ClientModel client) {
    String module = client.getAttribute(MODULE);
    return module != null && !module.isBlank();
  }

  static boolean mayOpen(UserModel person, ClientModel client) {
    if (!isModule(client) || person.getFederationLink() == null) {
      return false;
    }
    String module = client.getAttribute(MODULE);
    return module.equals(EVERYONE) || person.getAttributeStream(GRANTED).anyMatch(module::equals);
  }
}
