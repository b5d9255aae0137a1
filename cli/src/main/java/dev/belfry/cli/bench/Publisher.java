package dev.belfry.cli.bench;

import io.netty.channel.EventLoop;

/// Sends messages over one connection. Belongs to its event loop.
interface Publisher {

  /// The loop on which all else is called.
  EventLoop loop();

  /// What to do when it becomes ready again.
  void onReady(Runnable action);

  /// Whether it takes a message now, or must wait for the server first.
  boolean ready();

  /// Sends a message, marked with this time and number.
  void send(long nanos, int number);

  /// Lets what was sent go out.
  void flush();
}
