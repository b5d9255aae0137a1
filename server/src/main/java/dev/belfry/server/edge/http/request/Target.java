package dev.belfry.server.edge.http.request;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a request asks for (RFC 9112 section 3.2).
///
/// @param authority of a target in absolute form, which then counts instead of the Host header
/// @param path decoded once; `*` for the server as a whole
public record Target(@Nullable Authority authority, String path, Query query) {
  public static final String SERVER = "*";

  public static Checked<Target> parse(String text) {
    if (text.equals(SERVER)) {
      return Checked.good(new Target(null, SERVER, Query.EMPTY));
    }
    if (text.startsWith("/")) {
      return parse(null, text);
    }
    int authorityAt = authorityAt(text);
    if (authorityAt < 0) {
      return Checked.malformed("the request target is neither a path nor an http URL");
    }
    int end = end(text, authorityAt);
    Optional<Authority> authority = Authority.parse(text.substring(authorityAt, end));
    if (authority.isEmpty()) {
      return Checked.malformed("the request target names no host");
    }
    String rest = text.substring(end);
    return parse(authority.get(), rest.startsWith("/") ? rest : "/" + rest);
  }

  private static int authorityAt(String text) {
    int scheme = text.indexOf("://");
    return switch (scheme < 0 ? "" : text.substring(0, scheme).toLowerCase(Locale.ROOT)) {
      case "http", "https", "ws", "wss" -> scheme + 3;
      default -> -1;
    };
  }

  private static int end(String text, int from) {
    int end = from;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static Checked<Target> parse(@Nullable Authority authority, String pathAndQuery) {
    int mark = pathAndQuery.indexOf('?');
    String encoded = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    Optional<String> path = PercentCode.decode(encoded, false);
    if (path.isEmpty()) {
      return Checked.malformed("the path can't be read");
    }
    Checked<Query> query =
        mark < 0 ? Checked.good(Query.EMPTY) : Query.parse(pathAndQuery.substring(mark + 1));
    return query.map(parameters -> new Target(authority, path.get(), parameters));
  }
}
