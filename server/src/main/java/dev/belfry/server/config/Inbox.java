package dev.belfry.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What users are notified of, and what of it they decide themselves.
public record Inbox(
    @Setting(
            means =
                "Body of one `POST /v1/notify`, which may name 10,000 users. Beyond it the answer "
                    + "is 413.",
            standard = "4MiB",
            min = "16KiB",
            max = "64MiB")
        DataSize request,
    @Setting(
            means =
                "How long an item is kept since it came into a feed. Without it, as long as it is "
                    + "among the newest 1,000 of the feed, 10,000 of `@everyone`.",
            min = "1m",
            max = "3650d")
        Optional<Duration> age,
    @Setting(
            means =
                "How long an item is listed, since it came, once its user has read it. Without "
                    + "it, as long as any other.",
            min = "1m",
            max = "3650d")
        Optional<Duration> readAge,
    @Setting(
            means =
                "How long an item is listed, since it came, once its user has archived it. "
                    + "Without it, as long as any other.",
            min = "1m",
            max = "3650d")
        Optional<Duration> archivedAge,
    @Setting(
            means =
                "How old an announcement to everyone may be that a user finds who is met for the "
                    + "first time. Without it, new users find none from before.",
            min = "1m",
            max = "3650d")
        Optional<Duration> firstContactAge,
    @Setting(
            means =
                "How old an item of a feed may be that a user finds who follows it for the first "
                    + "time. Without it, the feed begins with the next one.",
            min = "1m",
            max = "3650d")
        Optional<Duration> followAge,
    @Setting(
            means =
                "Categories of notifications about which the operator decides. Users set their "
                    + "preferences for all others.")
        List<CategoryRule> categories) {
  /// What holds for one category.
  public record CategoryRule(
      @Setting(means = "Its name, as backends write it: `security`.") String name,
      @Setting(
              means =
                  "Whether its notifications always come, into the inbox and to devices, whatever "
                      + "a user prefers.",
              standard = "false")
          boolean locked) {}

  /// The categories that users can't switch off.
  public Set<String> locked() {
    return categories.stream()
        .filter(CategoryRule::locked)
        .map(CategoryRule::name)
        .collect(Collectors.toSet());
  }
}
