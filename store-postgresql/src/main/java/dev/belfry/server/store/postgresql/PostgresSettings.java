package dev.belfry.server.store.postgresql;

import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.store.ScheduleBounds;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How to reach a database, and what is kept there.
///
/// @param url for statements, `postgresql://user:password@host:5432/database?option=value`, with
///   several hosts where one of them is the primary; may lead through a pooler of transactions
/// @param directUrl for migrations and LISTEN, which no pooler of transactions can pass on
/// @param schema a name of `[a-z_]`; channels that are not durable have one beside it
/// @param timeout within which every question is answered, if only by a failure; at least 100 ms
/// @param readers reads of messages that run at once
/// @param idempotencyAge for how long a key is known
/// @param schedule how much may wait for its time, for all nodes together
/// @param waitingBytesMax appends that wait for the database; as much of what is written to inboxes
record PostgresSettings(
    String url,
    String directUrl,
    String schema,
    Duration timeout,
    int readers,
    Duration idempotencyAge,
    ScheduleBounds schedule,
    long waitingBytesMax,
    Inboxes inboxes) {
  private static final Duration TIMEOUT_MIN = Duration.ofMillis(100);
  private static final Pattern SCHEMA = Pattern.compile("[a-z_]{1,40}");
  private static final Pattern URL =
      Pattern.compile("(?:postgres|postgresql)://(?:([^@/]*)@)?([^@/?]*)/([^?]*)(\\?.*)?");

  PostgresSettings {
    if (!URL.matcher(url).matches() || !URL.matcher(directUrl).matches()) {
      throw new IllegalArgumentException("a URL is postgresql://user:password@host:port/database");
    }
    if (!SCHEMA.matcher(schema).matches()) {
      throw new IllegalArgumentException("a schema is named by letters a-z and _");
    }
    if (timeout.compareTo(TIMEOUT_MIN) < 0) {
      throw new IllegalArgumentException("a timeout is at least " + TIMEOUT_MIN.toMillis() + " ms");
    }
  }

  /// Settings with what suits most.
  static PostgresSettings of(String url) {
    return new PostgresSettings(
        url,
        url,
        "belfry",
        Duration.ofSeconds(2),
        3,
        Duration.ofHours(24),
        new ScheduleBounds(100_000, 256 << 20),
        64 << 20,
        new Inboxes(16 << 20, Set.of(), InboxAges.NONE));
  }

  /// How inboxes are kept.
  ///
  /// @param indexBytesMax what is kept in memory of the feeds that users share
  /// @param lockedCategories whose items are in all inboxes
  /// @param ages how old items become
  record Inboxes(long indexBytesMax, Set<String> lockedCategories, InboxAges ages) {
    Inboxes {
      lockedCategories = Set.copyOf(lockedCategories);
    }
  }

  /// The same with other inboxes.
  PostgresSettings withInboxes(Inboxes other) {
    return new PostgresSettings(
        url, directUrl, schema, timeout, readers, idempotencyAge, schedule, waitingBytesMax, other);
  }

  /// Whether statements go through a pooler, which hands each transaction to another session: none
  /// finds there what one before it has set or prepared.
  boolean pooled() {
    return !url.equals(directUrl);
  }

  /// The same, but that statements go through a pooler.
  PostgresSettings throughPooler(String pooler) {
    return new PostgresSettings(
        pooler,
        directUrl,
        schema,
        timeout,
        readers,
        idempotencyAge,
        schedule,
        waitingBytesMax,
        inboxes);
  }

  /// The same with another timeout.
  PostgresSettings withTimeout(Duration other) {
    return new PostgresSettings(
        url, directUrl, schema, other, readers, idempotencyAge, schedule, waitingBytesMax, inboxes);
  }

  /// The same with other bounds of what is scheduled.
  PostgresSettings withSchedule(ScheduleBounds other) {
    return new PostgresSettings(
        url, directUrl, schema, timeout, readers, idempotencyAge, other, waitingBytesMax, inboxes);
  }

  /// The same with another age of idempotency keys.
  PostgresSettings withIdempotencyAge(Duration other) {
    return new PostgresSettings(
        url, directUrl, schema, timeout, readers, other, schedule, waitingBytesMax, inboxes);
  }

  /// A URL in its parts, as JDBC wants them.
  record Address(String jdbcUrl, @Nullable String user, @Nullable String password) {
    static Address of(String url) {
      Matcher parts = URL.matcher(url);
      if (!parts.matches()) {
        throw new IllegalArgumentException("no URL of PostgreSQL");
      }
      String options = Objects.requireNonNullElse(parts.group(4), "");
      String jdbcUrl = "jdbc:postgresql://" + parts.group(2) + "/" + parts.group(3) + options;
      String who = parts.group(1);
      if (who == null) {
        return new Address(jdbcUrl, null, null);
      }
      int colon = who.indexOf(':');
      return colon < 0
          ? new Address(jdbcUrl, decoded(who), null)
          : new Address(
              jdbcUrl, decoded(who.substring(0, colon)), decoded(who.substring(colon + 1)));
    }

    /// Undoes percent-encoding; a plus is a plus.
    private static String decoded(String text) {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return jdbcUrl.replaceFirst("\\?.*", "");
    }
  }

  /// Without passwords.
  @Override
  public String toString() {
    return Address.of(url) + " schema " + schema;
  }
}
