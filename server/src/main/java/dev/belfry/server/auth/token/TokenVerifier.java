package dev.belfry.server.auth.token;

import dev.belfry.server.auth.Credential;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Sha256;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.runtime.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Verifies tokens. Used by every thread; holds nothing of a token but its hash.
public final class TokenVerifier {
  /// How many keys one token is tried with.
  private static final int CANDIDATES_MAX = 16;

  private static final int REMEMBERED_MAX = 100_000;

  private final TokenRules rules;
  private final List<KeySource> sources;
  private final NotBefore notBefore;
  private final Clock clock;
  private final VerifiedTokens verified;

  public TokenVerifier(
      TokenRules rules, List<KeySource> sources, NotBefore notBefore, Clock clock) {
    this(rules, sources, notBefore, clock, REMEMBERED_MAX);
  }

  TokenVerifier(
      TokenRules rules,
      List<KeySource> sources,
      NotBefore notBefore,
      Clock clock,
      int rememberedMax) {
    this.rules = rules;
    this.sources = List.copyOf(sources);
    this.notBefore = notBefore;
    this.clock = clock;
    this.verified = new VerifiedTokens(rememberedMax);
  }

  /// Verifies a token. `then` is called once: before this returns where the keys are known, else on
  /// another thread when they were asked for.
  public void verify(String token, Consumer<TokenOutcome> then) {
    try {
      CompactToken parsed = remembered(token, then) ? null : CompactToken.parse(token);
      if (parsed != null) {
        verify(token, parsed, then);
      }
    } catch (RefusedToken refused) {
      then.accept(refusal(refused.why()));
    }
  }

  private boolean remembered(String token, Consumer<TokenOutcome> then) {
    if (token.length() > CompactToken.CHARACTERS_MAX) {
      return false;
    }
    String hash = Sha256.hex(token);
    Optional<Principal.User> user = verified.get(hash);
    if (user.isPresent() && !stands(user.get())) {
      verified.remove(hash); // verified again, so that the reason is found
      return false;
    }
    user.ifPresent(known -> then.accept(new TokenOutcome.Valid(known)));
    return user.isPresent();
  }

  private void verify(String token, CompactToken parsed, Consumer<TokenOutcome> then) {
    Optional<TokenKey> key = keyFor(parsed);
    if (key.isPresent()) {
      then.accept(read(token, parsed, key.get()));
    } else if (sources.stream().anyMatch(source -> isNamed(source, parsed))) {
      then.accept(refusal("has a signature that is wrong"));
    } else {
      renew(parsed, () -> then.accept(afterRenewal(token, parsed)), then);
    }
  }

  private Optional<TokenKey> keyFor(CompactToken token) {
    return sources.stream()
        .flatMap(source -> source.keys().stream())
        .filter(key -> key.fits(token))
        .limit(CANDIDATES_MAX)
        .filter(key -> key.check().verifies(token.signed(), token.signature()))
        .findFirst();
  }

  /// Whether the source has the key that the token names, so that asking for newer keys is no use.
  private static boolean isNamed(KeySource source, CompactToken token) {
    return token.kid().isPresent()
        && source.keys().stream().anyMatch(key -> key.kid().equals(token.kid()));
  }

  /// Asks every source that may have newer keys, and goes on when all have answered.
  private void renew(CompactToken token, Runnable renewed, Consumer<TokenOutcome> then) {
    AtomicInteger waiting = new AtomicInteger(1);
    Runnable answered =
        () -> {
          if (waiting.decrementAndGet() == 0) {
            renewed.run();
          }
        };
    boolean failing = false;
    boolean underWay = false;
    for (KeySource source : sources) {
      waiting.incrementAndGet();
      KeySource.Renewal renewal = source.renew(token.kid().orElse(""), answered);
      if (renewal != KeySource.Renewal.UNDER_WAY) {
        waiting.decrementAndGet();
      }
      underWay |= renewal == KeySource.Renewal.UNDER_WAY;
      failing |= renewal == KeySource.Renewal.FAILING;
    }
    if (underWay) {
      answered.run();
    } else if (failing) {
      then.accept(new TokenOutcome.Unavailable("the issuer's keys can't be had now"));
    } else {
      then.accept(refusal("is signed with no key that is known here"));
    }
  }

  private TokenOutcome afterRenewal(String token, CompactToken parsed) {
    Optional<TokenKey> key = keyFor(parsed);
    if (key.isPresent()) {
      return read(token, parsed, key.get());
    }
    return sources.stream().anyMatch(source -> source.keys().isEmpty())
        ? new TokenOutcome.Unavailable("the issuer's keys can't be had now")
        : refusal("is signed with no key that is known here");
  }

  private TokenOutcome read(String token, CompactToken parsed, TokenKey key) {
    try {
      Claims claims = Claims.read(parsed.payload(), rules, clock.wallMillis());
      if (!notBefore.admits(claims.user(), claims.issuedAtMillis())) {
        throw new RefusedToken("was issued before its user was told to go");
      }
      String hash = Sha256.hex(token);
      Principal.User user = user(claims, hash, key);
      verified.put(hash, user);
      return new TokenOutcome.Valid(user);
    } catch (RefusedToken refused) {
      return refusal(refused.why());
    }
  }

  private Principal.User user(Claims claims, String hash, TokenKey key) {
    Credential credential = new Credential.Token(hash, markOf(key), claims.issuedAtMillis());
    long ends = claims.expiresAtMillis() + rules.leeway().toMillis();
    return new Principal.User(
        claims.user(),
        claims.grants(),
        claims.info(),
        false,
        new Principal.Admission(credential, ends));
  }

  /// Names the key together with the rules that its tokens were held to.
  private String markOf(TokenKey key) {
    return rules.mark() + "-" + key.id();
  }

  private boolean stands(Principal.User user) {
    return !user.admission().endedAt(clock.wallMillis())
        && user.admission().credential() instanceof Credential.Token token
        && stands(user.id(), token);
  }

  /// Whether a token that was verified once would be again: its key is still there, and its user
  /// was not told to go since. Expiry is not asked here.
  public boolean stands(UserId user, Credential.Token token) {
    return notBefore.admits(user, token.issuedAtMillis())
        && sources.stream()
            .flatMap(source -> source.keys().stream())
            .anyMatch(key -> markOf(key).equals(token.keyId()));
  }

  private static TokenOutcome refusal(String why) {
    return new TokenOutcome.Refused("the token " + why);
  }
}
