package dev.belfry.server.config;

import dev.belfry.server.channel.ChannelPattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A kind of value, and how it is written.
///
/// @param noun what a value of this kind is called where another was expected
record Kind<T>(String noun, Function<String, Optional<T>> parse) {
  private static final int TEXT_CHARACTERS_MAX = 1_000;
  private static final String A_SIZE = "a size such as `64KiB`";

  /// What is never shown, not even where it can't be read.
  private static final Kind<Secret> SECRET =
      new Kind<>(
          "a secret of at least " + Secret.BYTES_MIN + " bytes: text, or `base64:` and the bytes",
          Secret::parse);

  /// Also not: it may have a password.
  private static final Kind<EngineUrl> ENGINE_URL = new Kind<>(EngineUrl.FORM, EngineUrl::parse);

  /// Also not: where a hash should be, people put the key itself.
  private static final Kind<KeyHash> KEY_HASH =
      new Kind<>("`sha256:` and 64 hexadecimal digits", KeyHash::parse);

  private static final Map<Class<?>, Kind<?>> KINDS =
      Map.ofEntries(
          Map.entry(int.class, new Kind<>("a whole number", Kind::parseInt)),
          Map.entry(Integer.class, new Kind<>("a whole number", Kind::parseInt)),
          Map.entry(boolean.class, new Kind<>("`true` or `false`", Kind::parseBoolean)),
          Map.entry(String.class, new Kind<>("a text", Kind::parseText)),
          Map.entry(DataSize.class, new Kind<>(A_SIZE, DataSize::parse)),
          Map.entry(Duration.class, new Kind<>("a duration such as `25s`", DurationText::parse)),
          Map.entry(
              MemoryShare.class,
              new Kind<>(
                  "a share of the heap from `1%` to `90%`, with or without a bound "
                      + "(`10% up to 64MiB`), or a size",
                  MemoryShare::parse)),
          Map.entry(
              Host.class, new Kind<>("a host name or an address, without a port", Host::parse)),
          Map.entry(AddressRange.class, new Kind<>(AddressRange.FORM, AddressRange::parse)),
          Map.entry(Path.class, new Kind<>("a path", Kind::parsePath)),
          Map.entry(
              WebOrigin.class,
              new Kind<>(
                  "an origin such as `https://app.example` or `http://localhost:3000`, without a "
                      + "path, or `null`",
                  WebOrigin::parse)),
          Map.entry(
              URI.class,
              new Kind<>(
                  "a URL that begins with `https://` or `http://`, without a user or a fragment",
                  Kind::parseUrl)),
          Map.entry(EngineUrl.class, ENGINE_URL),
          Map.entry(Secret.class, SECRET),
          Map.entry(KeyHash.class, KEY_HASH),
          Map.entry(
              Instant.class, new Kind<>("a time such as `2026-11-26T10:00:00Z`", Kind::parseTime)),
          Map.entry(ScopeRule.class, new Kind<>(ScopeRule.FORM, ScopeRule::parse)),
          Map.entry(
              ChannelPattern.class,
              new Kind<>(
                  "a pattern such as `orders:*` or `orders:**`: a channel's name with stars, "
                      + "`**` alone between `:` or `/`",
                  ChannelPattern::parse)));

  /// The kind of a class's values; empty where the class is not a value.
  static Optional<Kind<?>> of(Class<?> type) {
    return type.isEnum() ? Optional.of(choice(type)) : Optional.ofNullable(KINDS.get(type));
  }

  private static Kind<Object> choice(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    String words =
        Stream.of(constants)
            .map(constant -> "`" + print(constant) + "`")
            .collect(Collectors.joining(", "));
    return new Kind<>(
        "one of " + words,
        text -> Arrays.stream(constants).filter(one -> print(one).equals(text)).findFirst());
  }

  private static Optional<Integer> parseInt(String text) {
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static Optional<Path> parsePath(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> parseText(String text) {
    return text.isEmpty() || text.length() > TEXT_CHARACTERS_MAX
        ? Optional.empty()
        : Optional.of(text);
  }

  private static Optional<URI> parseUrl(String text) {
    try {
      URI url = new URI(text);
      boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      return web
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawFragment() == null
          ? Optional.of(url)
          : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> parseTime(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static Optional<Boolean> parseBoolean(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /// A value as it would be written.
  static String print(Object value) {
    if (value instanceof Duration duration) {
      return DurationText.format(duration);
    }
    if (value instanceof SettingWord word) {
      return word.word();
    }
    return value instanceof Enum<?> choice
        ? choice.name().toLowerCase(Locale.ROOT)
        : value.toString();
  }

  /// How a value that can't be read is repeated to the one who wrote it.
  String repeated(String text) {
    return secret() ? "what is written there" : "`" + text + "`";
  }

  boolean secret() {
    return equals(SECRET) || equals(KEY_HASH) || equals(ENGINE_URL);
  }

  /// Reads a value; empty where the text is none, or one out of the setting's bounds.
  Optional<T> read(String text, Setting setting) {
    return parse.apply(text).filter(value -> isWithin(value, setting));
  }

  private boolean isWithin(T value, Setting setting) {
    if (value instanceof MemoryShare share) {
      return share.size().isEmpty() || isWithin(share.size().get(), DataSize::parse, setting);
    }
    return isWithin(value, parse, setting);
  }

  private static <V> boolean isWithin(
      V value, Function<String, Optional<V>> parse, Setting setting) {
    return (setting.min().isEmpty() || compare(value, parse.apply(setting.min())) >= 0)
        && (setting.max().isEmpty() || compare(value, parse.apply(setting.max())) <= 0);
  }

  /// A bound is only ever put on kinds that have an order.
  @SuppressWarnings("unchecked")
  private static <V> int compare(V value, Optional<V> bound) {
    return ((Comparable<V>) value).compareTo(bound.orElseThrow());
  }

  /// What may be written, for a person.
  String allowed(Setting setting) {
    if (setting.max().isEmpty()) {
      return setting.min().isEmpty() ? noun : noun + ", at least `" + setting.min() + "`";
    }
    return noun + ", from `" + setting.min() + "` to `" + setting.max() + "`";
  }
}
