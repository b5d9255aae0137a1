package dev.belfry.server.config;

import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import java.time.Duration;
import java.util.Optional;

/// What holds for the channels whose names match a pattern.
public record ChannelRule(
    @Setting(
            means =
                "The channels it is about. `*` is one segment or a part of one, `**` any number of "
                    + "segments, none included. A name that begins with `@` is matched only by a "
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
                "What the channel keeps. What is left out is as in `history` at the top, "
                    + "but that the size of a durable channel is bounded only where it is said "
                    + "here.")
        HistoryRule history,
    @Setting(
            means =
                "Who may publish: `anyone` who reaches the server, or the `backend` only, which is "
                    + "the program that the server runs in.",
            standard = "anyone")
        Access publish,
    @Setting(
            means = "Who may listen and read history: `anyone` or the `backend` only.",
            standard = "anyone")
        Access subscribe,
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
      @Setting(means = "Messages; 0 keeps none.", min = "0", max = "1000000")
          Optional<Integer> count,
      @Setting(
              means = "Size of the messages, with 200 bytes for each beside its data.",
              min = "1KiB",
              max = "1GiB")
          Optional<DataSize> bytes,
      @Setting(means = "Age of a message since its publish.", min = "1s", max = "365d")
          Optional<Duration> age) {
    static final HistoryRule NONE =
        new HistoryRule(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
