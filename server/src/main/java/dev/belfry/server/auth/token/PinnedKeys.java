package dev.belfry.server.auth.token;

import dev.belfry.server.config.Auth;
import dev.belfry.server.config.Auth.TokenRule;
import dev.belfry.server.config.Secret;
import dev.belfry.server.config.TokenAlgorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The keys that the configuration itself names, by a `secret` or a `key`.
public final class PinnedKeys {
  private PinnedKeys() {}

  /// Reads them.
  ///
  /// @throws IOException naming a file that can't be read as a key, and its rule
  public static KeySource read(Auth auth) throws IOException {
    List<TokenKey> keys = new ArrayList<>();
    for (int i = 0; i < auth.tokens().size(); i++) {
      TokenRule rule = auth.tokens().get(i);
      Optional<Secret> secret = rule.secret();
      Optional<Path> file = rule.key();
      if (secret.isPresent()) {
        keys.add(TokenKey.ofSecret(secret.get().bytes(), rule.kid()));
      } else if (file.isPresent()) {
        keys.add(fromFile(file.get(), rule, "auth.tokens[" + i + "].key: "));
      }
    }
    return KeySource.of(keys);
  }

  private static TokenKey fromFile(Path file, TokenRule rule, String key) throws IOException {
    TokenAlgorithm algorithm = rule.algorithm().orElseThrow();
    try {
      return PemKey.read(file, algorithm, rule.kid());
    } catch (IOException unreadable) {
      throw new IOException(key + unreadable.getMessage(), unreadable);
    }
  }
}
