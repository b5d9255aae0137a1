package dev.belfry.server.health;

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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A subscriber that waits for what its own node has published. One that falls behind subscribes
/// anew with the next message: only what comes live counts. Owned by its hub's loop, but for
/// `ensure`.
final class ProbeSubscriber implements Subscriber, WireFormat, Frame {
  private final Hub hub;
  private final ChannelName channel;
  private final String prefix;
  private final LongConsumer heard;
  private @Nullable Subscription subscription;

  /// The number of the last message of the node in the run that was encoded last; 0 for none.
  private long number;

  /// @param heard is called on the hub's loop with the number of a message
  ProbeSubscriber(Hub hub, ChannelName channel, String node, LongConsumer heard) {
    this.hub = hub;
    this.channel = channel;
    this.prefix = node + " ";
    this.heard = heard;
  }

  /// Subscribes where it is not subscribed. Any thread.
  ///
  /// @param anew whether to give up a subscription that there is: it may be none any more
  void ensure(boolean anew) {
    hub.loop()
        .run(() -> {
          if (anew) {
            leave();
          }
          if (subscription == null) {
            subscription = hub.subscribe(channel, new Since.Now(), this);
          }
        });
  }

  private void leave() {
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
    return this;
  }

  @Override
  public void subscribed(Subscription begun, ChannelLog.Start start) {
    if (begun.isBehind()) {
      hub.loop().execute(this::leave);
    }
  }

  @Override
  public void refused(Subscription ended, Unavailable why) {
    hub.loop().execute(this::leave);
  }

  @Override
  public void behind(Subscription begun) {
    hub.loop().execute(this::leave);
  }

  @Override
  public boolean offer(Subscription begun, Frame frame, long through) {
    if (number > 0) {
      heard.accept(number);
    }
    return true;
  }

  // ---- a format that writes nothing, and only reads what it is given

  @Override
  public Frame encode(ChannelName from, String epoch, List<Message> run) {
    number = 0;
    for (Message message : run) {
      String text = new String(message.data(), StandardCharsets.US_ASCII);
      if (text.startsWith(prefix)) {
        number = Long.parseLong(text.substring(prefix.length()));
      }
    }
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
