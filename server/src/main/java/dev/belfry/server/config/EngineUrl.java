package dev.belfry.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Where an engine is that keeps channels, as its client takes it: `redis://user:secret@host:6379`,
/// `postgresql://user:secret@host/database`. What it says of passwords is never shown.
public final class EngineUrl {
  /// How it is written, for a person.
  static final String FORM =
      "a URL such as `redis://host:6379` or `postgresql://user@host/database`";

  private final String text;
  private final String scheme;

  private EngineUrl(String text, String scheme) {
    this.text = text;
    this.scheme = scheme;
  }

  public static Optional<EngineUrl> parse(String text) {
    try {
      URI uri = new URI(text);
      return uri.getScheme() == null
          ? Optional.empty()
          : Optional.of(new EngineUrl(text, uri.getScheme()));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  /// What stands before the first colon: `redis`.
  public String scheme() {
    return scheme;
  }

  /// The whole of it, with passwords.
  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EngineUrl url && text.equals(url.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /// Without passwords. What stands alone before a Redis is its password.
  @Override
  public String toString() {
    String shown =
        text.replaceAll("//([^/@:]*):[^/]*@", "//$1:***@")
            .replaceAll("(?i)([?&][a-z-]*password=)[^&#]*", "$1***");
    return scheme.startsWith("redis") ? shown.replaceAll("//[^/@:]*@", "//***@") : shown;
  }
}
