package dev.belfry.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Where a server's channels are found.
///
/// @param base the server's address without a slash at its end
record Addresses(String base) {
  private static final String ROOT_CHANNEL = "notifications";
  private static final String UNRESERVED = "-_.:@=/";

  static Addresses of(URI base) {
    String text = base.toString();
    return new Addresses(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }

  /// The resource of a channel, to publish to or to listen at.
  URI channel(String name) {
    return URI.create(base + path(name));
  }

  /// A message that is to come.
  URI message(String id) {
    return URI.create(base + "/v1/messages/" + encoded(id));
  }

  /// A notification that was sent.
  URI notification(String id) {
    return URI.create(base + "/v1/notifications/" + encoded(id));
  }

  /// Another path of the server.
  URI below(String path) {
    return URI.create(base + path);
  }

  /// Where the framed protocol is spoken.
  URI framed() {
    return URI.create(base.replaceFirst("^http", "ws") + "/" + ROOT_CHANNEL);
  }

  /// The event stream of one channel, or of several in one.
  URI stream(List<String> channels, String since) {
    StringBuilder address = new StringBuilder(base);
    char separator = '?';
    if (channels.size() == 1) {
      address.append(path(channels.getFirst()));
    } else {
      address.append("/" + ROOT_CHANNEL);
      for (String channel : channels) {
        address.append(separator).append("channel=").append(encoded(channel));
        separator = '&';
      }
    }
    if (!since.isEmpty()) {
      address.append(separator).append("since=").append(encoded(since));
    }
    return URI.create(address.toString());
  }

  private static String path(String channel) {
    return channel.equals(ROOT_CHANNEL)
        ? "/" + ROOT_CHANNEL
        : "/" + ROOT_CHANNEL + "/" + encoded(channel);
  }

  /// Percent-encodes whatever no channel name may have, so that the server gets to judge it.
  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return encoded.toString();
  }
}
