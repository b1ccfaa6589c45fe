package vn.egov.keycloak;

import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.policy.PasswordPolicyProvider;
import org.keycloak.policy.PolicyError;

/**
 * A new password is another one than the present one.
 *
 * <p>Keycloak's own rule about earlier passwords knows only those it keeps itself; ours lie in the
 * directory, which is asked. Without this a one-time password could be "changed" to itself.
 */
final class AnotherPassword implements PasswordPolicyProvider {
  private static final String MESSAGE = "egovPasswordNotNew";

  @Override
  public PolicyError validate(RealmModel realm, UserModel user, String password) {
    boolean present = user.credentialManager().isValid(UserCredentialModel.password(password));
    return present ? new PolicyError(MESSAGE) : null;
  }

  /** Of somebody who is no user yet there is no present password. */
  @Override
  public PolicyError validate(String username, String password) {
    return null;
  }

  @Override
  public Object parseConfig(String value) {
    return null;
  }

  @Override
  public void close() {}
}
