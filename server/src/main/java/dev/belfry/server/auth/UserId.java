package dev.belfry.server.auth;

import dev.belfry.server.channel.ChannelName;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// A user, as the application calls them: any text whose own channel has a name, so up to 194 bytes
/// where no byte needs to be escaped.
///
/// @param text as it stands in `sub`
public record UserId(String text) {
  private static final String CHANNEL_PREFIX = "@user/";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /// Reads an id that came from outside; empty where it is empty, too long, or no Unicode text.
  public static Optional<UserId> parse(String text) {
    return !text.isEmpty()
            && StandardCharsets.UTF_8.newEncoder().canEncode(text)
            && ChannelName.parse(channelOf(text)).isPresent()
        ? Optional.of(new UserId(text))
        : Optional.empty();
  }

  /// The user's own channel: `@user/` and the id, its bytes outside `[A-Za-z0-9_.-]` written `=XX`.
  public ChannelName channel() {
    return ChannelName.parse(channelOf(text)).orElseThrow();
  }

  private static String channelOf(String text) {
    boolean dots = text.equals(".") || text.equals(".."); // which would be no segment of a name
    StringBuilder name = new StringBuilder(CHANNEL_PREFIX);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain((char) b) && !dots) {
        name.append((char) b);
      } else {
        name.append('=').append(HEX.toHexDigits(b));
      }
    }
    return name.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_.-".indexOf(c) >= 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
