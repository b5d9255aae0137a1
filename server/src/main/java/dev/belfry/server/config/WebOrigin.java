package dev.belfry.server.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a web page comes from, as browsers write it in the Origin header (RFC 6454, section 6.2):
/// scheme, host and, unless it is the scheme's own, port, in lower case; or `null`.
public record WebOrigin(String text) {
  private static final Pattern ORIGIN =
      Pattern.compile("([a-z][a-z0-9+.-]*)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::(\\d{1,5}))?");
  private static final int PORT_MAX = 65_535;

  static Optional<WebOrigin> parse(String text) {
    String origin = text.toLowerCase(Locale.ROOT);
    if (origin.equals("null")) {
      return Optional.of(new WebOrigin(origin));
    }
    var parts = ORIGIN.matcher(origin);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String withoutPort = parts.group(1) + "://" + parts.group(2);
    String port = parts.group(3);
    if (port == null) {
      return Optional.of(new WebOrigin(withoutPort));
    }
    return Optional.of(Integer.parseInt(port))
        .filter(number -> number >= 1 && number <= PORT_MAX)
        .map(number ->
            new WebOrigin(
                number == standardPort(parts.group(1)) ? withoutPort : withoutPort + ":" + number));
  }

  private static int standardPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> -1;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
