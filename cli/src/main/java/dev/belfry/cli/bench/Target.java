package dev.belfry.cli.bench;

import java.net.InetSocketAddress;
import java.net.URI;

/// An endpoint to load.
///
/// @param kind how messages come from it
/// @param tls whether the connection is encrypted
/// @param path path and query, as they go into the request line
public record Target(Kind kind, boolean tls, String host, int port, String path) {

  /// How an endpoint speaks.
  public enum Kind {
    WEBSOCKET,
    HTTP
  }

  /// Reads a `ws`, `wss`, `http` or `https` address.
  ///
  /// @throws IllegalArgumentException with a sentence for people, for anything else
  public static Target of(URI address) {
    String scheme = address.getScheme() == null ? "" : address.getScheme();
    String host = address.getHost();
    Kind kind =
        switch (scheme) {
          case "ws", "wss" -> Kind.WEBSOCKET;
          case "http", "https" -> Kind.HTTP;
          default -> throw new IllegalArgumentException(notAnAddress(address));
        };
    if (host == null) {
      throw new IllegalArgumentException(notAnAddress(address));
    }
    boolean tls = scheme.equals("wss") || scheme.equals("https");
    int port = address.getPort() >= 0 ? address.getPort() : tls ? 443 : 80;
    String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    return new Target(kind, tls, host, port, path + query);
  }

  private static String notAnAddress(URI address) {
    return "the address must be like ws://localhost:8000/notifications, or http:// for an event"
        + " stream, not "
        + address;
  }

  /// Where to connect to, looked up now.
  InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  /// Whether the endpoint is on this machine.
  public boolean isLoopback() {
    InetSocketAddress address = resolve();
    return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
  }

  String hostHeader() {
    return host + ":" + port;
  }
}
