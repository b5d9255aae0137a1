package dev.belfry.client;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The token: fetched for each link, and a new one given to the server before it expires. Belongs
/// to the loop; the source is asked on a thread of its own.
final class Tokens {
  /// So long before a token expires a new one is fetched, or at half of its time if that is later.
  private static final Duration AHEAD = Duration.ofSeconds(30);

  private static final Duration BEFORE_ANOTHER_TRY = Duration.ofSeconds(5);

  private final ConnectionSettings settings;
  private final TaskLoop loop;
  private final Commands commands;
  private @Nullable Link live;
  private @Nullable String current;

  Tokens(ConnectionSettings settings, TaskLoop loop, Commands commands) {
    this.settings = settings;
    this.loop = loop;
    this.commands = commands;
  }

  /// Asks the source, if there is one; either is called on the loop, later or at once.
  void fetch(Consumer<@Nullable String> use, Consumer<String> failed) {
    TokenSource source = settings.tokens();
    if (source == null) {
      use.accept(null);
      return;
    }
    Thread.ofVirtual()
        .name("belfry-token")
        .start(() -> {
          try {
            String token = source.token();
            loop.post(() -> use.accept(token));
          } catch (IOException | InterruptedException | RuntimeException none) {
            loop.post(() -> failed.accept(Reasons.of(none)));
          }
        });
  }

  void took(@Nullable String token) {
    current = token;
  }

  @Nullable String current() {
    return current;
  }

  /// The server took the token of this link.
  ///
  /// @param expiresSeconds since 1970; null for never
  void use(Link link, @Nullable Long expiresSeconds) {
    live = link;
    if (expiresSeconds == null || settings.tokens() == null) {
      return;
    }
    Duration left =
        Duration.between(settings.clock().instant(), Instant.ofEpochSecond(expiresSeconds));
    Duration half = left.dividedBy(2);
    Duration ahead = left.minus(AHEAD);
    refreshAfter(ahead.compareTo(half) > 0 ? ahead : half, link);
  }

  private void refreshAfter(Duration delay, Link link) {
    loop.schedule(delay.isNegative() ? BEFORE_ANOTHER_TRY : delay, () -> refresh(link));
  }

  private void refresh(Link link) {
    if (link != live) {
      return;
    }
    fetch(
        token -> {
          if (link == live && token != null) {
            var unused =
                commands
                    .askOn(link, new Command.Refresh(token))
                    .thenAccept(reply -> refreshed(link, reply));
          }
        },
        error -> refreshAfter(BEFORE_ANOTHER_TRY, link));
  }

  private void refreshed(Link link, Reply reply) {
    if (reply instanceof Reply.Refreshed(Long expires)) {
      use(link, expires);
    } else {
      refreshAfter(BEFORE_ANOTHER_TRY, link);
    }
  }

  void linkLost() {
    live = null;
  }
}
