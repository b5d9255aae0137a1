package dev.belfry.server.log;

import dev.belfry.server.runtime.Loop;

/// One event loop that has subscribers of a channel. The owner of the log tells it of new heads.
public interface HeadListener {
  /// The loop on which `registered` is called.
  Loop loop();

  /// The owner's answer: from `head` on, every append is followed by a call of `advanced`.
  void registered(ChannelLog log, long head);

  /// The head has moved. Called by the owner, on its own thread, after each append; must be cheap.
  void advanced();
}
