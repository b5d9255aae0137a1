package dev.belfry.server.store.shared;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The server of an engine, whom all nodes reach, and all that it ever had.
final class ModelServer {
  private final ModelControl control = new ModelControl();

  /// One channel, as it is now.
  private static final class Channel {
    private Epoch epoch;
    private long trimmedThrough;
    private final TreeMap<Long, Message> messages = new TreeMap<>();
    private long head;

    Channel(Epoch epoch) {
      this.epoch = epoch;
    }
  }

  private final Map<ChannelName, Channel> channels = new HashMap<>();

  /// What each epoch of a channel had at last.
  private final Map<ChannelName, Map<String, Map<Long, String>>> written = new HashMap<>();

  private final Map<ChannelName, Map<String, Epoch>> epochs = new HashMap<>();
  private final List<ModelEngine> engines = new ArrayList<>();
  private int lives;

  void join(ModelEngine engine) {
    engines.add(engine);
  }

  void leave(ModelEngine engine) {
    engines.remove(engine);
  }

  private Channel channel(ChannelName name) {
    Channel known = channels.get(name);
    if (known == null) {
      known = new Channel(Epoch.first("e" + ++lives));
      channels.put(name, known);
      begun(name, known);
    }
    return known;
  }

  private void begun(ChannelName name, Channel channel) {
    epochs.computeIfAbsent(name, _ -> new HashMap<>()).put(channel.epoch.name(), channel.epoch);
    Map<Long, String> survived = new TreeMap<>();
    channel.messages.forEach((offset, message) -> survived.put(offset, textOf(message)));
    written.computeIfAbsent(name, _ -> new HashMap<>()).put(channel.epoch.name(), survived);
  }

  static String textOf(Message message) {
    return new String(message.data(), StandardCharsets.UTF_8);
  }

  ChannelState state(ChannelName name) {
    Channel channel = channel(name);
    return new ChannelState(channel.epoch, channel.trimmedThrough, channel.head);
  }

  Appending.Kept append(ChannelName name, Draft draft, long nowMillis) {
    Channel channel = channel(name);
    long offset = ++channel.head;
    Message message =
        new Message(
            offset,
            new Ulid(nowMillis, offset),
            nowMillis,
            draft.data(),
            draft.kind(),
            null,
            Long.MAX_VALUE,
            draft.publisherSession());
    channel.messages.put(offset, message);
    written.get(name).get(channel.epoch.name()).put(offset, textOf(message));
    Appending.Kept kept = new Appending.Kept(state(name), message);
    List.copyOf(engines).forEach(engine -> engine.signal(name, kept.state(), message));
    return kept;
  }

  Page read(ChannelName name, long after, long through, int bytesMax) {
    Channel channel = channel(name);
    long last = Math.min(through, channel.head);
    List<Message> run = new ArrayList<>();
    int bytes = 0;
    for (Message message : channel.messages.tailMap(after, false).values()) {
      if (message.offset() > last || (bytes > 0 && bytes >= bytesMax)) {
        last = Math.min(last, message.offset() - 1);
        break;
      }
      run.add(message);
      bytes += message.data().length;
    }
    return new Page(state(name), run, Math.max(last, Math.min(after, last)));
  }

  /// Another server takes over, which had not got the last messages of each channel.
  ///
  /// @param lost how many
  /// @param renews whether it begins a new life, as it must
  void failOver(int lost, boolean renews) {
    channels.forEach((name, channel) -> {
      channel.head = Math.max(channel.trimmedThrough, channel.head - lost);
      channel.messages.tailMap(channel.head, false).clear();
      if (renews) {
        channel.epoch = new Epoch("e" + ++lives, channel.epoch.name(), channel.head);
        begun(name, channel);
      }
    });
  }

  void trim(int kept) {
    for (Channel channel : channels.values()) {
      channel.trimmedThrough = Math.max(channel.trimmedThrough, channel.head - kept);
      channel.messages.headMap(channel.trimmedThrough, true).clear();
    }
  }

  // ---- what was ever true

  @Nullable String textAt(ChannelName name, Position position) {
    Map<Long, String> epoch = written.getOrDefault(name, Map.of()).get(position.epoch());
    return epoch == null ? null : epoch.get(position.offset());
  }

  /// Whether nothing lies between two positions of a channel, the second after the first.
  boolean adjoin(ChannelName name, Position first, Position second) {
    return second.offset() == first.offset() + 1 && survives(name, first, second.epoch());
  }

  /// Whether all up to a position is in an epoch too.
  boolean survives(ChannelName name, Position position, String in) {
    return steps(name, position, in) >= 0;
  }

  /// How many epochs lie between a position's and another one, which has all up to it; -1 where it
  /// has not.
  int steps(ChannelName name, Position position, String in) {
    String at = in;
    for (int steps = 0; at != null; steps++) {
      if (at.equals(position.epoch())) {
        return steps;
      }
      Epoch epoch = epochs.getOrDefault(name, Map.of()).get(at);
      if (epoch == null || position.offset() > epoch.base()) {
        return -1;
      }
      at = epoch.previous();
    }
    return -1;
  }

  /// What is kept beside messages.
  ModelControl control() {
    return control;
  }
}
