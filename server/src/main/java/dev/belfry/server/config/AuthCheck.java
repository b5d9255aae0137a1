package dev.belfry.server.config;

import dev.belfry.server.config.Auth.TokenRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Settings of `auth` that are right each for itself, but not together.
final class AuthCheck {
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "transfer-encoding",
          "upgrade",
          "belfry-signature");

  private final Auth auth;
  private final Origins origins;
  private final List<Problem> problems = new ArrayList<>();

  AuthCheck(Auth auth, Origins origins) {
    this.auth = auth;
    this.origins = origins;
  }

  List<Problem> problems() {
    for (int i = 0; i < auth.tokens().size(); i++) {
      check("auth.tokens[" + i + "]", auth.tokens().get(i));
    }
    if (auth.callback().url().isPresent() && auth.callback().secret().isEmpty()) {
      problem(
          "auth.callback.secret",
          "auth.callback.url",
          "is missing",
          "a secret that the application checks the question's signature with");
    }
    auth.callback().forward().stream()
        .filter(name -> !isForwardable(name))
        .forEach(name ->
            problem(
                "auth.callback.forward",
                "auth.callback.forward",
                "can't hold `" + name + "`",
                "names of headers, but for those of the connection itself"));
    return problems;
  }

  private static boolean isForwardable(String name) {
    return HEADER.matcher(name).matches()
        && !OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT));
  }

  private void check(String key, TokenRule rule) {
    int kinds =
        (rule.secret().isPresent() ? 1 : 0)
            + (rule.key().isPresent() ? 1 : 0)
            + (rule.jwks().isPresent() ? 1 : 0);
    if (kinds != 1) {
      problem(key, key, "has " + kinds + " of them", "one of `secret`, `key` and `jwks`");
    } else if (rule.jwks().isPresent()) {
      checkJwks(key, rule);
    } else {
      checkPinned(key, rule);
    }
  }

  private void checkPinned(String key, TokenRule rule) {
    boolean symmetric = rule.secret().isPresent();
    boolean fits = rule.algorithm().map(one -> one.symmetric() == symmetric).orElse(symmetric);
    if (!fits) {
      String written = rule.algorithm().map(one -> "can't be `" + one + "`").orElse("is missing");
      String allowed =
          symmetric ? "`HS256` with a `secret`" : "`RS256`, `ES256` or `EdDSA` with a `key`";
      problem(key + ".algorithm", key, written, allowed);
    }
    if (!rule.algorithms().isEmpty() || rule.privateAddresses()) {
      problem(key, key, "has keys of `jwks`", "those of a `secret` or `key`");
    }
  }

  private void checkJwks(String key, TokenRule rule) {
    boolean https = rule.jwks().map(url -> "https".equals(url.getScheme())).orElse(false);
    if (!https && !rule.privateAddresses()) {
      problem(
          key + ".jwks",
          key,
          "can't be `" + rule.jwks().orElseThrow() + "`",
          "a URL that begins with `https://`; any, with `private-addresses: true`");
    }
    if (rule.algorithms().isEmpty()
        || rule.algorithms().stream().anyMatch(TokenAlgorithm::symmetric)) {
      String wrong = rule.algorithms().isEmpty() ? "is missing" : "can't hold `HS256`";
      problem(key + ".algorithms", key, wrong, "some of `RS256`, `ES256` and `EdDSA`");
    }
    if (rule.algorithm().isPresent() || rule.kid().isPresent()) {
      problem(
          key, key, "has `algorithm` or `kid`", "`algorithms`; each key of a set has its `kid`");
    }
    if (auth.issuer().isEmpty()) {
      problem("auth.issuer", key, "is missing", "the `iss` of the tokens; `jwks` needs it");
    }
    if (auth.audience().isEmpty()) {
      problem("auth.audience", key, "is missing", "the `aud` of the tokens; `jwks` needs it");
    }
  }

  /// @param place a key that is there, where one looks first
  private void problem(String key, String place, String wrong, String allowed) {
    Origin origin = origins.byKey().getOrDefault(key, place(place));
    problems.add(new Problem(key, origin, wrong, allowed));
  }

  /// Where a key is written or, of a rule, its first key.
  private Origin place(String key) {
    return origins.byKey().entrySet().stream()
        .filter(entry -> entry.getKey().equals(key) || entry.getKey().startsWith(key + "."))
        .map(Map.Entry::getValue)
        .filter(origin -> !origin.equals(Origin.DEFAULT))
        .min(Comparator.comparing(Origin::text))
        .orElse(origins.of("auth.tokens"));
  }
}
