package dev.belfry.server;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.ForwardingListener;
import dev.belfry.server.log.ForwardingLog;
import dev.belfry.server.log.ForwardingLogs;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A server with a deliberate fault, to show that a checker finds it: one who resumes, or was too
/// slow for the live stream, loses the first message that it should catch up on.
public final class BrokenBelfry {
  private BrokenBelfry() {}

  /// Starts it on a free port.
  ///
  /// @param settings as on the command line, without the dashes
  public static Belfry start(Map<String, String> settings) throws IOException {
    Belfry.Builder builder = Belfry.builder().port(0).store(ForgetfulLogs::new);
    settings.forEach(builder::set);
    return builder.start();
  }

  private record ForgetfulLogs(Logs logs) implements ForwardingLogs {
    @Override
    public void register(ChannelName channel, HeadListener listener) {
      logs.register(channel, new ForgetfulListener(listener));
    }

    @Override
    public void unregister(ChannelName channel, HeadListener listener) {
      logs.unregister(channel, new ForgetfulListener(listener));
    }
  }

  /// Two of these are the same where they stand for the same listener.
  private record ForgetfulListener(HeadListener listener) implements ForwardingListener {
    @Override
    public void registered(ChannelLog log, long head) {
      listener.registered(new ForgetfulLog(log), head);
    }

    @Override
    public void renewed(ChannelLog log) {
      listener.renewed(new ForgetfulLog(log));
    }
  }

  private record ForgetfulLog(ChannelLog log) implements ForwardingLog {
    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      log.read(after, through, bytesMax, loop, replay -> then.accept(withoutFirst(replay)));
    }

    private static Replay withoutFirst(Replay replay) {
      return switch (replay) {
        case Replay.Batch(List<Message> messages, long reached) when !messages.isEmpty() ->
            new Replay.Batch(messages.subList(1, messages.size()), reached);
        case Replay.Batch empty -> empty;
        case Replay.Gap gap -> gap;
        case Replay.CaughtUp caughtUp -> caughtUp;
        case Unavailable why -> why;
      };
    }
  }
}
