package dev.belfry.server.config;

/// The header in which trusted proxies say whose request it is.
public enum ForwardedHeader implements SettingWord {
  /// `X-Forwarded-For` and `X-Forwarded-Proto`, as most proxies write them.
  X_FORWARDED_FOR("x-forwarded-for"),
  /// That of RFC 7239.
  FORWARDED("forwarded");

  private final String word;

  ForwardedHeader(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
