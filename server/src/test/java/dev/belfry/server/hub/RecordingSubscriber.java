package dev.belfry.server.hub;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A subscriber of one channel that takes all it is offered and writes it down.
public final class RecordingSubscriber implements Subscriber {
  public final List<String> heard = new ArrayList<>();
  public int refusals;
  private Subscription subscription;

  /// Reads on, where it is behind, until it is live.
  public void catchUp() {
    subscription.next(
        1 << 20,
        replay -> {
          if (replay instanceof Replay.Batch(List<Message> messages, long through)) {
            messages.forEach(this::hear);
            subscription.advance(through);
            catchUp();
          }
        });
  }

  private void hear(Message message) {
    heard.add(new String(message.data(), StandardCharsets.UTF_8));
  }

  @Override
  public WireFormat format() {
    return Lines.FORMAT;
  }

  @Override
  public void subscribed(Subscription begun, ChannelLog.Start start) {
    subscription = begun;
  }

  @Override
  public void refused(Subscription ended, Unavailable why) {
    refusals++;
  }

  @Override
  public boolean offer(Subscription begun, Frame frame, long through) {
    ((Lines.Run) frame).messages().forEach(this::hear);
    return true;
  }

  @Override
  public void behind(Subscription begun) {}

  /// Frames that are the messages themselves.
  private record Lines() implements WireFormat {
    private static final Lines FORMAT = new Lines();

    @Override
    public Frame encode(ChannelName channel, String epoch, List<Message> run) {
      return new Run(run);
    }

    private record Run(List<Message> messages) implements Frame {
      @Override
      public int bytes() {
        return messages.size();
      }

      @Override
      public void retain() {}

      @Override
      public void release() {}
    }
  }
}
