package dev.belfry.server.auth;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.config.KeyScope;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Principals by a line of words: `user 42 subscribe=orders:42,news:* history=`, `key shop
/// publish=ALL`, `nobody`, `program`. A name that ends with `*` is a pattern, here of any depth.
public final class TestPrincipals {
  private TestPrincipals() {}

  public static Principal principal(String line) {
    String[] words = line.split(" ");
    return switch (words[0]) {
      case "nobody" -> Principals.ANONYMOUS;
      case "program" -> Principals.PROGRAM;
      case "user" -> user(words);
      default -> backend(words);
    };
  }

  private static Principal user(String[] words) {
    Grants grants =
        new Grants(
            set(words, "subscribe").orElse(ChannelSet.NONE),
            set(words, "publish").orElse(ChannelSet.NONE),
            set(words, "history"),
            set(words, "presence"));
    UserId id = UserId.parse(words[1]).orElseThrow();
    return new Principal.User(id, grants, Optional.empty(), false, admission());
  }

  private static Principal backend(String[] words) {
    Map<KeyScope, ChannelSet> scopes = new EnumMap<>(KeyScope.class);
    for (KeyScope scope : KeyScope.values()) {
      set(words, scope.name().toLowerCase(Locale.ROOT)).ifPresent(set -> scopes.put(scope, set));
    }
    return new Principal.Backend(words[1], new Scopes(scopes), admission());
  }

  private static Principal.Admission admission() {
    return new Principal.Admission(new Credential.Key("k"), Principal.Admission.NEVER);
  }

  private static Optional<ChannelSet> set(String[] words, String name) {
    return Arrays.stream(words)
        .filter(word -> word.startsWith(name + "="))
        .map(word -> channels(word.substring(name.length() + 1)))
        .findFirst();
  }

  private static ChannelSet channels(String shapes) {
    if (shapes.equals("ALL")) {
      return ChannelSet.ALL;
    }
    Set<ChannelName> names =
        Arrays.stream(shapes.split(","))
            .flatMap(shape -> ChannelName.parse(shape).stream())
            .collect(Collectors.toSet());
    List<ChannelPattern> patterns =
        Arrays.stream(shapes.split(","))
            .filter(shape -> shape.endsWith("*"))
            .flatMap(shape -> Stream.of(shape, shape + "/**"))
            .flatMap(shape -> ChannelPattern.parse(shape).stream())
            .toList();
    return ChannelSet.of(names, patterns);
  }
}
