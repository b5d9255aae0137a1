package dev.belfry.server.edge.http.channel;

import dev.belfry.server.channel.ChannelName;

/// A channel is a URL: `/notifications` is the channel `notifications`, and `/notifications/{name}`
/// the channel `{name}`.
public final class ChannelPaths {
  /// The path of the channel `notifications`, at which several channels combine.
  public static final String ROOT = "/notifications";

  /// The channel at that path.
  public static final ChannelName ALL = new ChannelName(ROOT.substring(1));

  private ChannelPaths() {}

  public static String pathOf(ChannelName channel) {
    String name = channel.text();
    return name.equals(ROOT.substring(1)) ? ROOT : ROOT + "/" + name;
  }

  /// Whether the path is that of a channel, which is there without a handler too.
  public static boolean isChannel(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  /// The channel behind a path that a handler of the embedding program serves.
  ///
  /// @throws IllegalArgumentException where the path is that of a channel, but names none
  public static ChannelName channelOf(String path) {
    if (!isChannel(path)) {
      return ChannelName.ofPath(path);
    }
    String name = path.equals(ROOT) ? ROOT.substring(1) : path.substring(ROOT.length() + 1);
    return ChannelName.parse(name)
        .orElseThrow(() -> new IllegalArgumentException("no channel name: " + name));
  }
}
