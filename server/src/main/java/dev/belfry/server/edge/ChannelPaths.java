package dev.belfry.server.edge;

import dev.belfry.server.channel.ChannelName;

/// A channel is a URL: `/notifications` is the channel `notifications`, and `/notifications/{name}`
/// the channel `{name}`.
final class ChannelPaths {
  static final String ROOT = "/notifications";

  private ChannelPaths() {}

  static String pathOf(ChannelName channel) {
    String name = channel.text();
    return name.equals(ROOT.substring(1)) ? ROOT : ROOT + "/" + name;
  }

  /// Whether the path is that of a channel, which is there without a program too.
  static boolean isChannel(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  /// The channel behind a path that a program serves.
  ///
  /// @throws IllegalArgumentException where the path is that of a channel, but names none
  static ChannelName channelOf(String path) {
    if (!isChannel(path)) {
      return ChannelName.ofPath(path);
    }
    String name = path.equals(ROOT) ? ROOT.substring(1) : path.substring(ROOT.length() + 1);
    return ChannelName.parse(name)
        .orElseThrow(() -> new IllegalArgumentException("no channel name: " + name));
  }
}
