package dev.belfry.server.auth.admission;

import dev.belfry.server.auth.Control;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.callback.AppCallback;
import dev.belfry.server.auth.jwks.JwksSource;
import dev.belfry.server.auth.key.ApiKeys;
import dev.belfry.server.auth.key.KeyAdministration;
import dev.belfry.server.auth.key.KeyFileWatch;
import dev.belfry.server.auth.key.LastUsed;
import dev.belfry.server.auth.ticket.TicketOutcome;
import dev.belfry.server.auth.ticket.Tickets;
import dev.belfry.server.auth.token.KeySource;
import dev.belfry.server.auth.token.PinnedKeys;
import dev.belfry.server.auth.token.TokenRules;
import dev.belfry.server.auth.token.TokenVerifier;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.Auth;
import dev.belfry.server.config.Auth.TokenRule;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.runtime.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// All of identity for one configuration, wired together. A new configuration is a new one of
/// these; what outlives it, tickets and who was told to go, is handed over.
public final class Identity implements AutoCloseable {
  private static final int SECONDS_PER_FLUSH = 60;

  private final List<JwksSource> issuers = new ArrayList<>();
  private final Optional<KeyFileWatch> keyFile;
  private final Optional<Authenticator.Keys> keys;
  private final Optional<KeyAdministration> administration;
  private final Optional<AppCallback> callback;
  private final List<String> forwarded;
  private final Authenticator authenticator;
  private final Permissions permissions;
  private final boolean configured;
  private final Control control;
  private final Tickets tickets;
  private final NotBefore notBefore;
  private final Clock clock;
  private final AtomicBoolean ticking = new AtomicBoolean();
  private int seconds;

  /// Reads keys from their files.
  ///
  /// @param threads that may wait
  /// @throws IOException naming a file that can't be read, with the key and line that is wrong
  public Identity(
      ServerConfig config,
      Control control,
      Tickets tickets,
      NotBefore notBefore,
      Clock clock,
      Executor threads)
      throws IOException {
    Auth auth = config.auth();
    this.control = control;
    this.tickets = tickets;
    this.notBefore = notBefore;
    this.clock = clock;
    configured = auth.configured();
    permissions = new Permissions(config.channelPolicies(), auth.configured());
    Optional<TokenVerifier> tokens = tokensOf(auth, notBefore, clock, threads);
    Optional<Path> file = auth.keys();
    keys = file.map(path -> new Authenticator.Keys(new ApiKeys(), new LastUsed(path)));
    keyFile = keys.flatMap(all -> file.map(path -> new KeyFileWatch(path, all.known(), clock)));
    administration =
        keys.flatMap(all -> file.map(path -> new KeyAdministration(path, all.lastUsed(), threads)));
    if (keyFile.isPresent()) {
      keyFile.get().start();
    }
    callback =
        auth.callback()
            .url()
            .map(url -> new AppCallback(auth.callback(), notBefore, clock, threads));
    forwarded = callback.isPresent() ? auth.callback().forward() : List.of();
    authenticator = new Authenticator(tokens, keys, callback, tickets, notBefore, control, clock);
    issuers.forEach(JwksSource::tick);
  }

  private Optional<TokenVerifier> tokensOf(
      Auth auth, NotBefore notBefore, Clock clock, Executor threads) throws IOException {
    if (auth.tokens().isEmpty()) {
      return Optional.empty();
    }
    List<KeySource> sources = new ArrayList<>(List.of(PinnedKeys.read(auth)));
    for (TokenRule rule : auth.tokens()) {
      if (rule.jwks().isPresent()) {
        issuers.add(JwksSource.of(rule, clock, threads));
      }
    }
    sources.addAll(issuers);
    TokenRules rules = new TokenRules(auth.issuer(), auth.audience(), auth.leeway());
    return Optional.of(new TokenVerifier(rules, sources, notBefore, clock));
  }

  Authenticator authenticator() {
    return authenticator;
  }

  Permissions permissions() {
    return permissions;
  }

  TicketOutcome issueTicket(
      Principal principal, List<ChannelName> channels, Optional<String> origin) {
    return tickets.issue(principal, channels, origin, permissions);
  }

  /// The file of API keys; empty where none is configured.
  Optional<KeyAdministration> keys() {
    return administration;
  }

  void disconnect(UserId user, Consumer<Boolean> then) {
    long now = clock.wallMillis();
    notBefore.set(user, now);
    control.disconnected(user, now, then);
  }

  /// Headers of a client's request that the application is sent with the question.
  List<String> forwardedHeaders() {
    return forwarded;
  }

  /// Whether anybody can be told from another.
  boolean configured() {
    return configured;
  }

  /// Looks after keys: to be called every second, on a thread that may wait. Does nothing where the
  /// last call has not ended.
  void tick() {
    if (!ticking.compareAndSet(false, true)) {
      return;
    }
    try {
      issuers.forEach(JwksSource::tick);
      keyFile.ifPresent(KeyFileWatch::tick);
      seconds++;
      if (seconds % SECONDS_PER_FLUSH == 0) {
        flush();
      }
    } finally {
      ticking.set(false);
    }
  }

  private void flush() {
    keys.ifPresent(all -> all.lastUsed().flush(all.known()));
  }

  @Override
  public void close() {
    flush();
    callback.ifPresent(AppCallback::close);
  }
}
