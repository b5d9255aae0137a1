package dev.belfry.server.session;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.hub.Subscriber;
import dev.belfry.server.hub.Subscription;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Frame;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Waits once, for a limited time, until a channel has something past a cursor: what long polling
/// needs. It only learns that there is something; reading it is another matter.
public final class NextMessage implements Subscriber {
  private static final WireFormat NOTHING = new Nothing();

  private final Hub hub;
  private @Nullable Subscription subscription;
  private @Nullable Runnable then;

  private NextMessage(Hub hub, Runnable then) {
    this.hub = hub;
    this.then = then;
  }

  /// Calls `then` once, on the hub's loop and not before this returns: when there is something past
  /// `since`, or after `atMost`. The returned task ends the waiting without a call.
  public static Runnable await(
      Hub hub, ChannelName channel, Since since, Duration atMost, Runnable then) {
    NextMessage waiter = new NextMessage(hub, then);
    waiter.subscription = hub.subscribe(channel, since, waiter);
    hub.loop().schedule(atMost, waiter::wake);
    return waiter::stop;
  }

  private void wake() {
    Runnable task = then;
    stop();
    if (task != null) {
      task.run();
    }
  }

  private void stop() {
    then = null;
    Subscription held = subscription;
    subscription = null;
    if (held != null) {
      hub.unsubscribe(held);
    }
  }

  @Override
  public @Nullable Ulid sessionId() {
    return null;
  }

  @Override
  public WireFormat format() {
    return NOTHING;
  }

  @Override
  public void subscribed(Subscription begun, ChannelLog.Start start) {
    if (start.gap() != null || begun.isBehind()) {
      hub.loop().execute(this::wake);
    }
  }

  /// Who reads then is told.
  @Override
  public void refused(Subscription ended, Unavailable why) {
    hub.loop().execute(this::wake);
  }

  @Override
  public boolean offer(Subscription begun, Frame frame, long through) {
    hub.loop().execute(this::wake);
    return true;
  }

  @Override
  public void behind(Subscription begun) {
    hub.loop().execute(this::wake);
  }

  /// A format that writes nothing.
  private record Nothing() implements WireFormat, Frame {
    @Override
    public Frame encode(ChannelName channel, String epoch, List<Message> run) {
      return this;
    }

    @Override
    public int bytes() {
      return 0;
    }

    @Override
    public void retain() {}

    @Override
    public void release() {}
  }
}
