package dev.belfry.server.edge.http.request;

import dev.belfry.server.config.AddressRange;
import dev.belfry.server.config.ForwardedHeader;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whose request it is that a proxy passes on. Only what trusted proxies have written counts: read
/// from the end, the first address that is no such proxy's is the client's.
///
/// @param trusted the proxies
public record Forwarding(List<AddressRange> trusted, ForwardedHeader header) {
  private static final InetAddress UNKNOWN = InetAddress.ofLiteral("0.0.0.0");

  public Forwarding {
    trusted = List.copyOf(trusted);
  }

  /// The other end of a request.
  ///
  /// @param address of the client, as far as it is known
  /// @param https whether a trusted proxy says that it came by https
  public record Sender(InetAddress address, boolean https) {}

  /// The sender of a request.
  ///
  /// @param remote the other end of the socket; null where it has gone
  public Sender senderOf(@Nullable InetSocketAddress remote, HttpHeaders headers) {
    InetAddress peer = remote == null ? UNKNOWN : remote.getAddress();
    if (!isTrusted(peer)) {
      return new Sender(peer, false);
    }
    return switch (header) {
      case X_FORWARDED_FOR ->
          new Sender(client(peer, items(headers, "X-Forwarded-For")), byHttps(headers));
      case FORWARDED -> forwarded(peer, items(headers, "Forwarded"));
    };
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  private static boolean byHttps(HttpHeaders headers) {
    List<String> protocols = items(headers, "X-Forwarded-Proto");
    return !protocols.isEmpty() && protocols.getLast().equalsIgnoreCase("https");
  }

  private static List<String> items(HttpHeaders headers, String name) {
    return headers.getAll(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .toList();
  }

  /// What can't be read was not written by a trusted proxy; what it passed on is the last known.
  private InetAddress client(InetAddress peer, List<String> addresses) {
    InetAddress client = peer;
    for (String text : addresses.reversed()) {
      Optional<InetAddress> address = address(text);
      if (address.isEmpty()) {
        return client;
      }
      client = address.get();
      if (!isTrusted(client)) {
        return client;
      }
    }
    return client;
  }

  private static Optional<InetAddress> address(String text) {
    String bare = text.replace("\"", "");
    if (bare.startsWith("[")) {
      int end = bare.indexOf(']');
      bare = end < 0 ? "" : bare.substring(1, end);
    } else if (bare.indexOf(':') == bare.lastIndexOf(':') && bare.indexOf(':') >= 0) {
      bare = bare.substring(0, bare.indexOf(':')); // an address of IPv4 with a port
    }
    try {
      return Optional.of(InetAddress.ofLiteral(bare));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Sender forwarded(InetAddress peer, List<String> elements) {
    List<String> addresses = new ArrayList<>();
    boolean https = false;
    for (String element : elements) {
      addresses.add(parameter(element, "for").orElse(""));
      https = parameter(element, "proto").filter("https"::equalsIgnoreCase).isPresent();
    }
    return new Sender(client(peer, addresses), https);
  }

  private static Optional<String> parameter(String element, String name) {
    return Arrays.stream(element.split(";"))
        .map(String::strip)
        .filter(pair -> pair.toLowerCase(Locale.ROOT).startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }
}
