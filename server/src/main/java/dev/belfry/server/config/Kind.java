package dev.belfry.server.config;

import dev.belfry.server.channel.ChannelPattern;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final String A_SIZE = "a size such as `64KiB`";

  private static final Map<Class<?>, Kind<?>> KINDS =
      Map.of(
          int.class, new Kind<>("a whole number", Kind::parseInt),
          Integer.class, new Kind<>("a whole number", Kind::parseInt),
          boolean.class, new Kind<>("`true` or `false`", Kind::parseBoolean),
          DataSize.class, new Kind<>(A_SIZE, DataSize::parse),
          Duration.class, new Kind<>("a duration such as `25s`", DurationText::parse),
          MemoryShare.class,
              new Kind<>(
                  "a share of the heap from `1%` to `90%`, with or without a bound "
                      + "(`10% up to 64MiB`), or a size",
                  MemoryShare::parse),
          Host.class, new Kind<>("a host name or an address, without a port", Host::parse),
          Path.class, new Kind<>("a folder", Kind::parsePath),
          WebOrigin.class,
              new Kind<>(
                  "an origin such as `https://app.example` or `http://localhost:3000`, without a "
                      + "path, or `null`",
                  WebOrigin::parse),
          ChannelPattern.class,
              new Kind<>(
                  "a pattern such as `orders:*` or `orders:**`: a channel's name with stars, "
                      + "`**` alone between `:` or `/`",
                  ChannelPattern::parse));

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
    return value instanceof Enum<?> choice
        ? choice.name().toLowerCase(Locale.ROOT)
        : value.toString();
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
