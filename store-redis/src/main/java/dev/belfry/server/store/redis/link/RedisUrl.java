package dev.belfry.server.store.redis.link;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a URL says of Redis: `redis://host`, `redis-sentinel://host,host,host#name` or
/// `redis-cluster://host,host,host`; with TLS, `rediss` instead of `redis`. Before the hosts may
/// stand `user:secret@` or `:secret@`.
///
/// @param servers the one server, the sentinels, or some servers of a cluster
/// @param masterName the name that the sentinels have for the master
public record RedisUrl(
    Form form,
    boolean tls,
    List<Address> servers,
    Login login,
    Login sentinelLogin,
    int database,
    String masterName,
    SslVerifyMode verified) {

  /// How the servers belong together.
  public enum Form {
    ONE,
    SENTINEL,
    CLUSTER
  }

  /// Who logs in.
  ///
  /// @param user null for the default user
  /// @param secret null where none is needed
  record Login(@Nullable String user, @Nullable String secret) {
    private static final Login NONE = new Login(null, null);

    /// Reads `user:secret`, `:secret` or `secret`.
    static Login parse(String text) {
      int colon = text.indexOf(':');
      String user = colon > 0 ? decoded(text.substring(0, colon)) : null;
      String secret = decoded(text.substring(colon + 1));
      return new Login(user, secret.isEmpty() ? null : secret);
    }

    @Override
    public String toString() {
      return String.valueOf(user);
    }
  }

  private static final int REDIS_PORT = 6_379;
  private static final int SENTINEL_PORT = 26_379;
  private static final String SENTINEL_USER = "sentinel-user";
  private static final String SENTINEL_PASSWORD = "sentinel-password";
  private static final String VERIFY = "verify";

  /// Reads a URL.
  ///
  /// @throws IllegalArgumentException says what is wrong, without any secret
  public static RedisUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException unusable) {
      throw new IllegalArgumentException("it is no URL");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    Form form = formOf(scheme);
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    Map<String, String> query = queryOf(uri);
    String name = uri.getFragment() == null ? "" : uri.getFragment();
    if ((form == Form.SENTINEL) == name.isEmpty()) {
      throw new IllegalArgumentException(
          "the name of the master stands after `#`, with redis-sentinel, and only there");
    }
    int database = databaseOf(uri);
    if (form == Form.CLUSTER && database != 0) {
      throw new IllegalArgumentException("a cluster has no databases but 0");
    }
    return new RedisUrl(
        form,
        scheme.startsWith("rediss"),
        serversOf(authority.substring(at + 1), form),
        at < 0 ? Login.NONE : Login.parse(authority.substring(0, at)),
        new Login(query.get(SENTINEL_USER), query.get(SENTINEL_PASSWORD)),
        database,
        name,
        verifiedOf(query.getOrDefault(VERIFY, "full")));
  }

  private static Form formOf(String scheme) {
    return switch (scheme) {
      case "redis", "rediss" -> Form.ONE;
      case "redis-sentinel", "rediss-sentinel" -> Form.SENTINEL;
      case "redis-cluster", "rediss-cluster" -> Form.CLUSTER;
      default -> throw new IllegalArgumentException("it begins with none of the known schemes");
    };
  }

  private static List<Address> serversOf(String hosts, Form form) {
    List<Address> servers = new ArrayList<>();
    for (String host : hosts.split(",", -1)) {
      servers.add(Address.parse(host, form == Form.SENTINEL ? SENTINEL_PORT : REDIS_PORT));
    }
    if (form == Form.ONE && servers.size() > 1) {
      throw new IllegalArgumentException(
          "several hosts need redis-sentinel:// or redis-cluster://");
    }
    return List.copyOf(servers);
  }

  private static int databaseOf(URI uri) {
    String path = uri.getPath();
    if (path == null || path.length() < 2) {
      return 0;
    }
    try {
      return Integer.parseInt(path.substring(1));
    } catch (NumberFormatException noNumber) {
      throw new IllegalArgumentException("what stands after `/` is the number of a database");
    }
  }

  private static Map<String, String> queryOf(URI uri) {
    Map<String, String> query = new HashMap<>();
    if (uri.getRawQuery() == null) {
      return query;
    }
    for (String parameter : uri.getRawQuery().split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (!List.of(SENTINEL_USER, SENTINEL_PASSWORD, VERIFY).contains(name)) {
        throw new IllegalArgumentException("it has a parameter that is not known");
      }
      query.put(name, decoded(parameter.substring(equals + 1)));
    }
    return query;
  }

  private static SslVerifyMode verifiedOf(String text) {
    return switch (text) {
      case "full" -> SslVerifyMode.FULL;
      case "ca" -> SslVerifyMode.CA;
      default -> throw new IllegalArgumentException("`verify` is `full` or `ca`");
    };
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// As the client takes a server that keeps data.
  RedisURI server(Address address, Duration timeout) {
    return uri(address, login, database, timeout);
  }

  /// As the client takes a server that is asked for masters.
  RedisURI informant(Address address, Duration timeout) {
    return form == Form.SENTINEL
        ? uri(address, sentinelLogin, 0, timeout)
        : server(address, timeout);
  }

  private RedisURI uri(Address address, Login by, int of, Duration timeout) {
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(address.host())
            .withPort(address.port())
            .withDatabase(of)
            .withSsl(tls)
            .withVerifyPeer(verified)
            .withTimeout(timeout);
    if (by.user() != null && by.secret() != null) {
      uri.withAuthentication(by.user(), by.secret());
    } else if (by.secret() != null) {
      uri.withPassword(by.secret().toCharArray());
    }
    RedisURI built = uri.build();
    built.setLibraryName(""); // said by a command that the user need not have the right to
    built.setLibraryVersion("");
    return built;
  }
}
