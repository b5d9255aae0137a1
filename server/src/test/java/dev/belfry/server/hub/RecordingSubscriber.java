package dev.belfry.server.hub;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A subscriber of one channel that takes all it is offered and writes it down.
public class RecordingSubscriber implements Subscriber {
  public final List<String> heard = new ArrayList<>();
  public int refusals;
  public int gaps;

  /// The id of the session that publishes for it.
  public Ulid sessionId;

  private Subscription subscription;

  /// Reads on, where it is behind, until it is live.
  public void catchUp() {
    subscription.next(
        1 << 20,
        next -> {
          switch (next) {
            case CatchUp.Run(Frame frame, long through) -> {
              if (frame != null) {
                offer(subscription, frame, through);
              }
              subscription.advance(through);
              catchUp();
            }
            case CatchUp.Missed missed -> {
              gaps++;
              subscription.advance(missed.gap().resume());
              catchUp();
            }
            case CatchUp.Live(), CatchUp.NotNow _ -> {}
          }
        });
  }

  Subscription subscription() {
    return subscription;
  }

  /// How often runs were encoded, for all of them.
  public static int encodings() {
    return Lines.FORMAT.encodings.get();
  }

  private void hear(Message message) {
    heard.add(new String(message.data(), StandardCharsets.UTF_8));
  }

  @Override
  public Ulid sessionId() {
    return sessionId;
  }

  @Override
  public WireFormat format() {
    return Lines.FORMAT;
  }

  @Override
  public void subscribed(Subscription begun, ChannelLog.Start start) {
    subscription = begun;
    gaps += start.gap() == null ? 0 : 1;
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
  private record Lines(AtomicInteger encodings) implements WireFormat {
    private static final Lines FORMAT = new Lines(new AtomicInteger());

    @Override
    public Frame encode(ChannelName channel, String epoch, List<Message> run) {
      encodings.incrementAndGet();
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
