package dev.belfry.server.store.redis.link;

/// Where a server listens.
record Address(String host, int port) {
  /// Reads `host`, `host:port` or `[IPv6]:port`.
  ///
  /// @param portIfNone where the text has no port
  static Address parse(String text, int portIfNone) {
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > text.lastIndexOf(']') && text.indexOf(':') >= 0;
    String host = hasPort ? text.substring(0, colon) : text;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("a host is missing");
    }
    return new Address(host, hasPort ? Integer.parseInt(text.substring(colon + 1)) : portIfNone);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
