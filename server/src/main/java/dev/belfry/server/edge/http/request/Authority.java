package dev.belfry.server.edge.http.request;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Host and port, as a Host header, a URL or an Origin has them (RFC 3986 section 3.2, without user
/// information).
///
/// @param host in lower case; an IPv6 address stands in brackets
/// @param port -1 where none is given
public record Authority(String host, int port) {
  private static final Pattern SYNTAX =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~-]+)(?::([0-9]{0,5}))?");

  public static Optional<Authority> parse(String text) {
    Matcher parts = SYNTAX.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String digits = parts.group(2);
    int port = digits == null || digits.isEmpty() ? -1 : Integer.parseInt(digits);
    if (port > 65_535) {
      return Optional.empty();
    }
    return Optional.of(new Authority(parts.group(1).toLowerCase(Locale.ROOT), port));
  }

  public int portOr(int standard) {
    return port < 0 ? standard : port;
  }

  /// Whether it names this machine without asking the DNS.
  public boolean isLocalhost() {
    return host.equals("localhost") || host.endsWith(".localhost");
  }

  /// Whether it is an address, which no DNS name can be turned into.
  public boolean isAddress() {
    return NetUtil.isValidIpV4Address(host)
        || (host.startsWith("[") && NetUtil.isValidIpV6Address(host));
  }
}
