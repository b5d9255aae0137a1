package dev.belfry.server.config;

import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import java.time.Duration;
import java.util.Optional;

/// What holds for the channels whose names match a pattern.
public record ChannelRule(
    @Setting(
            means =
                "The channels it is about. `:` and `/` both end a segment of a name, and are not "
                    + "told apart. `*` is one segment or a part of one, `**` any number of "
                    + "segments, none included: `orders:**` is about `orders`, `orders:42` and "
                    + "`orders/42/items`. A name that begins with `@` is matched only by a "
                    + "pattern that begins so too.")
        ChannelPattern match,
    @Setting(
            means =
                "Whether the channel is kept on disk, in the folder `data`: a publish is answered "
                    + "once it is stored, and outlives the server.",
            standard = "false")
        boolean durable,
    @Setting(
            means =
                "What the channel keeps. What is left out is as in `history` at the top; for a "
                    + "durable channel it is an age of `7d`, `1GiB`, and any count.")
        HistoryRule history,
    @Setting(
            means =
                "Who may publish: `anyone` who reaches the server, a `token` or API key that "
                    + "allows it, or the `backend` only, by its API key or as the program that the "
                    + "server runs in. Left out, it is `token` where `auth` is configured, and "
                    + "`anyone` where it is not.")
        Optional<Access> publish,
    @Setting(
            means =
                "Who may listen, read history and presence: `anyone`, `token` or `backend`, as for "
                    + "`publish`.")
        Optional<Access> subscribe,
    @Setting(
            means = "Whether a client gets back the messages that it published itself.",
            standard = "true")
        boolean echo,
    @Setting(
            means =
                "What is told of those who are subscribed over the framed protocol: `true` for who "
                    + "is there, comes and goes, `count` for how many only, `false` for nothing.",
            standard = "false")
        Presence presence) {

  /// What a channel keeps, where that differs from the rest.
  public record HistoryRule(
      @Setting(
              means = "Messages; 0 keeps none. Above `1000000` only where the rule is `durable`.",
              min = "0",
              max = "1000000000")
          Optional<Integer> count,
      @Setting(
              means =
                  "Size of the messages, with 200 bytes for each beside its data. Above `1GiB` "
                      + "only where the rule is `durable`.",
              min = "1KiB",
              max = "1TiB")
          Optional<DataSize> bytes,
      @Setting(means = "Age of a message since its publish.", min = "1s", max = "365d")
          Optional<Duration> age) {
    static final HistoryRule NONE =
        new HistoryRule(Optional.empty(), Optional.empty(), Optional.empty());

    /// What is kept.
    ///
    /// @param otherwise holds for what the rule leaves out
    ChannelPolicy.History over(ChannelPolicy.History otherwise) {
      return new ChannelPolicy.History(
          count.orElse(otherwise.count()),
          bytes.map(DataSize::bytes).orElse(otherwise.bytesMax()),
          age.orElse(otherwise.age()));
    }
  }
}
