package dev.belfry.server;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.ForwardingLogs;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// A server with a deliberate fault, to show that a test finds it: it acknowledges a publish, at
/// the position that it will have, and gives it to the store only a moment later. It knows no
/// idempotency keys.
public final class HastyBelfry {
  /// Longer than it takes to kill it, so that whoever kills it need not be lucky.
  private static final Duration LATER = Duration.ofMillis(100);

  private HastyBelfry() {}

  /// Runs it until it is killed.
  ///
  /// @param arguments the data folder, and the rules for channels
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Belfry belfry =
        Belfry.builder()
            .port(0)
            .set("data", arguments[0])
            .set("channels", arguments[1])
            .store(HastyLogs::new)
            .start();
    System.out.println("Belfry listens on " + belfry.uri());
    Thread.currentThread().join(); // the server's own threads do not keep the process
  }

  private static final class HastyLogs implements ForwardingLogs {
    private final Logs logs;
    private final Map<ChannelName, Long> heads = new HashMap<>();

    HastyLogs(Logs logs) {
      this.logs = logs;
    }

    @Override
    public Logs logs() {
      return logs;
    }

    @Override
    public void append(
        ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
      logs.find(
          channel,
          caller,
          found -> {
            switch (found) {
              case ChannelLog log -> appendTo(log, channel, draft, caller, then);
              case Unavailable why -> then.accept(why);
            }
          });
    }

    private synchronized void appendTo(
        ChannelLog log,
        ChannelName channel,
        Draft draft,
        Loop caller,
        Consumer<AppendOutcome> then) {
      long offset = heads.getOrDefault(channel, log.head()) + 1;
      heads.put(channel, offset);
      caller.schedule(LATER, () -> logs.append(channel, draft, caller, _ -> {}));
      Position position = new Position(log.epoch(), offset);
      then.accept(
          new AppendOutcome.Appended(UlidCreator.getUlid(), position, System.currentTimeMillis()));
    }
  }
}
