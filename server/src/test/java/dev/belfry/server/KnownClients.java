package dev.belfry.server;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.key.KeyText;
import dev.belfry.server.auth.token.TokenWriter;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.config.KeyFile;
import dev.belfry.server.config.KeyFile.KeyEntry;
import dev.belfry.server.config.ScopeRule;
import dev.belfry.server.config.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tokens and API keys of a server with identity, by the words that permissions are told in: `user
/// 42 subscribe=orders:42,news:*`, `key shop publish=ALL`, `nobody`.
final class KnownClients {
  static final String SECRET = "0123456789abcdef0123456789abcdef";

  private final Path keys;
  private final Map<String, String> keyTexts = new HashMap<>();

  KnownClients(Path folder) {
    keys = folder.resolve("keys.yaml");
  }

  /// A server that knows them.
  Belfry.Builder server() {
    Belfry.Builder builder = Belfry.builder().port(0);
    settings().forEach(builder::set);
    return builder;
  }

  /// The settings of a server that knows them.
  Map<String, String> settings() {
    return Map.of(
        "auth.keys",
        keys.toString(),
        "auth.tokens",
        "[{\"algorithm\":\"HS256\",\"secret\":\"" + SECRET + "\"}]");
  }

  /// What a client shows as its bearer; empty for nobody.
  String bearer(String who) throws IOException {
    return switch (who.split(" ")[0]) {
      case "nobody" -> "";
      case "user" -> token(who, Duration.ofHours(1));
      default -> key(who);
    };
  }

  /// A token that lives so long.
  static String token(String who, Duration life) {
    return token(who, Instant.now(), life);
  }

  static String token(String who, Instant issued, Duration life) {
    String[] words = who.split(" ");
    TokenWriter token = new TokenWriter(UserId.parse(words[1]).orElseThrow(), issued, life);
    for (String word : Arrays.copyOfRange(words, 2, words.length)) {
      int equals = word.indexOf('=');
      List<String> shapes =
          Arrays.stream(word.substring(equals + 1).split(",")).filter(s -> !s.isEmpty()).toList();
      token.grant(
          word.substring(0, equals),
          shapes.stream().flatMap(shape -> ChannelName.parse(shape).stream()).toList(),
          shapes.stream()
              .filter(shape -> shape.contains("*"))
              .flatMap(shape -> ChannelPattern.parse(shape).stream())
              .toList());
    }
    return token.sign(Secret.parse(SECRET).orElseThrow(), Optional.empty());
  }

  private String key(String who) throws IOException {
    String known = keyTexts.get(who);
    if (known == null) {
      known = newKey(who);
      keyTexts.put(who, known);
    }
    return known;
  }

  private String newKey(String who) throws IOException {
    String[] words = who.split(" ");
    KeyText key = KeyText.random(new SecureRandom());
    List<ScopeRule> scopes =
        Arrays.stream(words)
            .skip(2)
            .flatMap(word -> ScopeRule.parse(word.replace("=ALL", "")).stream())
            .toList();
    Instant now = Instant.now();
    KeyEntry entry = new KeyEntry(key.id(), words[1], key.hash(), scopes, now, Optional.empty());
    KeyFile.update(
        keys,
        before -> {
          List<KeyEntry> all = new ArrayList<>(before);
          all.add(entry);
          return all;
        });
    return key.reveal();
  }

  /// Takes the key of that name back.
  void revoke(String name) throws IOException {
    KeyFile.update(
        keys, before -> before.stream().filter(one -> !one.name().equals(name)).toList());
  }
}
