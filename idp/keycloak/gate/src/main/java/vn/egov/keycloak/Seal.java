package vn.egov.keycloak;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * To whoever does not show the platform's own key, this server is the sign-in pages of the provinces
 * and what these pages load; everything else, administration and master realm first of all, is a
 * 404.
 *
 * <p>It lets pass only paths that can be read in one way: nothing encoded, no dots alone, nothing
 * empty. A key and not the caller's address: behind a proxy on the same machine everybody comes
 * from loopback. Without {@code EGOV_SEAL} in its environment the server is open: only programs of
 * its own machine, or an edge of ours, reach it then.
 */
@Provider
@PreMatching
public class Seal implements ContainerRequestFilter {
  private static final Pattern PUBLIC =
      Pattern.compile(
          "/(?:realms/(?!master(?:/|$))[a-z0-9-]+|resources)(?:/\\.?[\\w~-][\\w.~-]*)*/?");

  @Override
  public void filter(ContainerRequestContext request) {
    String key = System.getenv("EGOV_SEAL");
    if (key != null && !isPublic(request) && !isShown(key, request.getHeaderString("Egov-Seal"))) {
      request.abortWith(Response.status(Response.Status.NOT_FOUND).build());
    }
  }

  private static boolean isPublic(ContainerRequestContext request) {
    return PUBLIC.matcher(request.getUriInfo().getRequestUri().getRawPath()).matches();
  }

  private static boolean isShown(String key, String shown) {
    return shown != null && MessageDigest.isEqual(bytes(key), bytes(shown));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
