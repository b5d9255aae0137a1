package dev.belfry.cli.doctor;

import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.store.postgresql.DatabaseTime;
import dev.belfry.server.store.redis.RedisTime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The clock of this machine: whether something keeps it right, and how far it is from others.
/// Tokens, schedules and the age of messages go by it.
final class ClockChecks {
  private static final String ADVICE = "a time service: chrony or systemd-timesyncd";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long WARN_MILLIS = 2_000;
  private static final long FAIL_MILLIS = 60_000;

  /// The answer of adjtimex(2) where nothing has set the clock right for long.
  private static final int TIME_ERROR = 5;

  private static final long TIMEX_BYTES = 512;

  private final ServerConfig config;
  private final Optional<URI> web;

  /// @param web a server whose `Date` is compared, if any
  ClockChecks(ServerConfig config, Optional<URI> web) {
    this.config = config;
    this.web = web;
  }

  /// Says the time; the answer takes a while.
  private interface Source {
    Instant now() throws IOException, InterruptedException;
  }

  List<Finding> findings() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(synchronised());
    var database = config.store().directUrl().or(config.store()::url);
    if (database.isPresent()) {
      findings.add(
          compared(
              "clock-database", "the database", () -> DatabaseTime.of(database.get(), TIMEOUT)));
    }
    if (config.redis().url().isPresent()) {
      findings.add(redis());
    }
    if (web.isPresent()) {
      findings.add(compared("clock-web", web.get().getHost(), () -> date(web.get())));
    }
    return findings;
  }

  private static Finding synchronised() {
    int state = -1;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment asked = arena.allocate(TIMEX_BYTES, Long.BYTES); // zeros: only to be told
      state = (int) adjtimex().invokeExact(asked);
    } catch (Throwable missing) { // what a method handle may throw
      // Not Linux.
    }
    if (state == -1) {
      return Finding.ok("clock", "this system does not say whether it is kept right");
    }
    return state == TIME_ERROR
        ? Finding.warn("clock", "nothing keeps it right", ADVICE)
        : Finding.ok("clock", "it is kept right");
  }

  @SuppressWarnings("restricted") // the launcher and the jar's manifest allow native access
  private static MethodHandle adjtimex() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("adjtimex"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  }

  private static Finding compared(String check, String whose, Source source)
      throws InterruptedException {
    Instant before = Instant.now();
    Instant theirs;
    try {
      theirs = source.now();
    } catch (IOException | DateTimeException silent) {
      return silent(check, whose, silent);
    }
    Instant middle = before.plus(Duration.between(before, Instant.now()).dividedBy(2));
    return judged(check, whose, Duration.between(theirs, middle).toMillis());
  }

  /// All masters, by the one whose clock is furthest from this machine's.
  private Finding redis() throws InterruptedException {
    String check = "clock-redis";
    try {
      return RedisTime.ahead(config.redis(), TIMEOUT).entrySet().stream()
          .max(Comparator.comparing(entry -> entry.getValue().abs()))
          .map(entry -> judged(check, "Redis at " + entry.getKey(), -entry.getValue().toMillis()))
          .orElseThrow();
    } catch (IOException silent) {
      return silent(check, "Redis", silent);
    }
  }

  private static Finding silent(String check, String whose, Exception silent) {
    return Finding.fail(
        check,
        whose + " does not tell its time: " + reasonOf(silent),
        "the address, or the way to it");
  }

  /// @param ahead milliseconds by which this machine's clock is ahead
  private static Finding judged(String check, String whose, long ahead) {
    String found =
        Math.abs(ahead) <= WARN_MILLIS
            ? "as that of " + whose
            : String.format(
                Locale.ROOT,
                "%.1f s %s that of %s",
                Math.abs(ahead) / 1000.0,
                ahead > 0 ? "ahead of" : "behind",
                whose);
    return Math.abs(ahead) <= WARN_MILLIS
        ? Finding.ok(check, found)
        : Math.abs(ahead) <= FAIL_MILLIS
            ? Finding.warn(check, found, ADVICE)
            : Finding.fail(check, found, ADVICE);
  }

  private static String reasonOf(Exception silent) {
    String reason = silent.getMessage();
    return reason == null
        ? silent.getClass().getSimpleName()
        : reason.lines().findFirst().orElse("");
  }

  /// What a web server says (RFC 9110 section 6.6.1), in the middle of its second.
  private static Instant date(URI server) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<Void> answer =
          client.send(
              HttpRequest.newBuilder(server).timeout(TIMEOUT).HEAD().build(),
              HttpResponse.BodyHandlers.discarding());
      String date =
          answer.headers().firstValue("Date").orElseThrow(() -> new IOException("it has no Date"));
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
          .toInstant()
          .plusMillis(500);
    }
  }
}
