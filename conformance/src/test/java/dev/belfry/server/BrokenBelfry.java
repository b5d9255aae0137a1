package dev.belfry.server;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
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

  private record ForgetfulLogs(Logs logs) implements Logs {
    @Override
    public void append(
        ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
      logs.append(channel, draft, caller, then);
    }

    @Override
    public void register(ChannelName channel, HeadListener listener) {
      logs.register(channel, new ForgetfulListener(listener));
    }

    @Override
    public void unregister(ChannelName channel, HeadListener listener) {
      logs.unregister(channel, new ForgetfulListener(listener));
    }

    @Override
    public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
      logs.find(channel, caller, then);
    }
  }

  /// Two of these are the same where they stand for the same listener.
  private record ForgetfulListener(HeadListener listener) implements HeadListener {
    @Override
    public Loop loop() {
      return listener.loop();
    }

    @Override
    public void registered(ChannelLog log, long head) {
      listener.registered(new ForgetfulLog(log), head);
    }

    @Override
    public void renewed(ChannelLog renewedLog) {
      listener.renewed(new ForgetfulLog(renewedLog));
    }

    @Override
    public void refused(Unavailable why) {
      listener.refused(why);
    }

    @Override
    public void advanced() {
      listener.advanced();
    }

    @Override
    public long delivered() {
      return listener.delivered();
    }

    @Override
    public void deliver() {
      listener.deliver();
    }
  }

  private record ForgetfulLog(ChannelLog log) implements ChannelLog {
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

    @Override
    public String epoch() {
      return log.epoch();
    }

    @Override
    public long head() {
      return log.head();
    }

    @Override
    public boolean recorded() {
      return log.recorded();
    }

    @Override
    public Replay tail(long after, long through, int bytesMax) {
      return log.tail(after, through, bytesMax);
    }

    @Override
    public void locate(Since since, Loop loop, Consumer<Located> then) {
      log.locate(since, loop, then);
    }

    @Override
    public void progressed() {
      log.progressed();
    }
  }
}
