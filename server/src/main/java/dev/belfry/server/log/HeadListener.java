package dev.belfry.server.log;

import dev.belfry.server.runtime.Loop;

/// One event loop that has subscribers of a channel, as the owner of the channel's log knows it.
public interface HeadListener {
  /// The loop that the listener lives on.
  Loop loop();

  /// The owner's answer, on the listener's loop: from `head` on, every append is followed by a call
  /// of `advanced`.
  void registered(ChannelLog log, long head);

  /// The channel has begun a new epoch: from now on the listener reads another log, and `advanced`
  /// is of that one. On the listener's loop, after `registered`.
  void renewed(ChannelLog log);

  /// The owner's other answer, on the listener's loop, perhaps before the call of `register` has
  /// returned: it is not registered, and hears nothing more.
  void refused(Unavailable why);

  /// The head has moved. Called by the owner, on its own thread, after each append; carries nothing
  /// and is cheap, since at most one such signal waits.
  void advanced();

  /// Up to where this loop has read. The owner keeps what lies past it, and appends only so much
  /// more. For a moment after a new epoch has begun it may be of the one before. Any thread may
  /// ask.
  long delivered();

  /// Reads on at once. Only on the listener's own loop.
  void deliver();
}
