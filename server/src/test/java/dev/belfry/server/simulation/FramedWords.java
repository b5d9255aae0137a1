package dev.belfry.server.simulation;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// What a framed client says: commands drawn by lot.
final class FramedWords {
  private static final List<String> USERS = List.of("ann", "bob");
  private static final List<PresenceWish> WISHES =
      List.of(PresenceWish.NONE, PresenceWish.COUNT, PresenceWish.MEMBERS, PresenceWish.MEMBERS);

  private final FramedClient client;
  private final Random random;
  private final List<Command.Publish> keyed = new ArrayList<>();
  private int sent;

  FramedWords(FramedClient client) {
    this.client = client;
    this.random = client.random;
  }

  /// The commands of one frame.
  List<Command> next() {
    List<Command> frame = new ArrayList<>();
    int commands = 1 + random.nextInt(4);
    for (int i = 0; i < commands; i++) {
      add(frame);
    }
    return frame;
  }

  private void add(List<Command> frame) {
    ChannelName channel = client.channels.get(random.nextInt(client.channels.size()));
    switch (random.nextInt(10)) {
      case 0, 1 -> frame.add(subscribe(channel));
      case 2 -> frame.add(new Command.Unsubscribe(channel.text()));
      case 3 -> {
        frame.add(new Command.Unsubscribe(channel.text()));
        frame.add(subscribe(channel));
      }
      case 4, 5 -> frame.add(history(channel));
      case 6 -> frame.add(random.nextBoolean() ? new Command.Ping() : presence(channel));
      default -> {
        int burst = 1 + random.nextInt(6);
        for (int i = 0; i < burst; i++) {
          frame.add(publish(channel));
        }
      }
    }
  }

  /// Some are one user over several connections, and most nobody in particular.
  @Nullable String user() {
    return random.nextInt(3) == 0 ? USERS.get(random.nextInt(USERS.size())) : null;
  }

  Command.Subscribe subscribe(ChannelName channel) {
    boolean told = Channels.presence(channel).told();
    PresenceWish wish = told ? WISHES.get(random.nextInt(WISHES.size())) : PresenceWish.NONE;
    return new Command.Subscribe(channel.text(), null, wish);
  }

  static Command presence(ChannelName channel) {
    return new Command.Presence(channel.text());
  }

  private Command history(ChannelName channel) {
    Position position = client.heard.position(channel);
    Position back =
        position == null
            ? null
            : new Position(position.epoch(), Math.max(0, position.offset() - random.nextInt(20)));
    int limit = 1 + random.nextInt(20);
    return switch (random.nextInt(3)) {
      case 0 -> new Command.History(channel.text(), back, null, limit);
      case 1 -> new Command.History(channel.text(), null, back, limit);
      default -> new Command.History(channel.text(), null, null, limit);
    };
  }

  /// One with an idempotency key may be said again, also over another connection, so it is none of
  /// those whose order counts.
  private Command.Publish publish(ChannelName channel) {
    if (!keyed.isEmpty() && random.nextInt(10) == 0) {
      return keyed.get(random.nextInt(keyed.size()));
    }
    int number = sent++;
    boolean withKey = random.nextInt(5) == 0;
    String key = withKey ? client.name + "." + number : null;
    String sender = withKey ? "keyed." + client.name : "session." + client.name;
    String text = sender + "-" + client.connections + "." + number;
    String replaceKey = random.nextInt(5) == 0 ? "replace" + random.nextInt(2) : null;
    String expires =
        random.nextInt(10) == 0 ? Duration.ofMillis(1 + random.nextInt(2_000)).toString() : null;
    var publish =
        new Command.Publish(
            channel.text(), JsonText.ofString(text), key, replaceKey, expires, null);
    if (withKey) {
      keyed.add(publish);
    }
    return publish;
  }

  /// A wish that the protocol has words for.
  static Since sayable(Since since) {
    return since instanceof Since.Unknown ? new Since.After(new Position("nowhere", 0)) : since;
  }

  /// How a subscribe says it; null for the next message.
  static @Nullable String textOf(Since since) {
    return switch (since) {
      case Since.Now(), Since.Unknown() -> null;
      case Since.Earliest() -> "earliest";
      case Since.Last(int count) -> "-" + count;
      case Since.Within(Duration age) -> age.toString();
      case Since.After(Position position) -> position.toString();
    };
  }
}
