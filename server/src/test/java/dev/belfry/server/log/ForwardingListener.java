package dev.belfry.server.log;

import dev.belfry.server.runtime.Loop;

/// A listener that passes everything on; a record of a test overrides what it changes.
public interface ForwardingListener extends HeadListener {
  HeadListener listener();

  @Override
  default Loop loop() {
    return listener().loop();
  }

  @Override
  default void registered(ChannelLog log, long head) {
    listener().registered(log, head);
  }

  @Override
  default void renewed(ChannelLog log) {
    listener().renewed(log);
  }

  @Override
  default void refused(Unavailable why) {
    listener().refused(why);
  }

  @Override
  default void advanced() {
    listener().advanced();
  }

  @Override
  default long delivered() {
    return listener().delivered();
  }

  @Override
  default void deliver() {
    listener().deliver();
  }
}
