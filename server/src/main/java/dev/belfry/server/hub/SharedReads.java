package dev.belfry.server.hub;

import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Turns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The reads of one channel's log for subscribers of one loop that are behind: one for all that are
/// at the same place. Those that a disk has to answer take turns. Owned by the loop.
final class SharedReads {
  private static final Logger LOG = LoggerFactory.getLogger(SharedReads.class);

  private final Loop loop;
  private final Turns turns;

  /// By the cursor after which they read; null where nobody reads.
  private @Nullable Map<Long, List<Consumer<Replay>>> underWay;

  SharedReads(Loop loop, Turns turns) {
    this.loop = loop;
    this.turns = turns;
  }

  /// Reads on after a cursor, up to what the loop has delivered when the read begins. Calls `then`
  /// once, perhaps before this returns.
  ///
  /// @param bytesMax where a read of the same place is under way already, its own bound holds
  void read(ChannelFanOut fanOut, long after, int bytesMax, Consumer<Replay> then) {
    if (underWay == null) {
      underWay = HashMap.newHashMap(1);
    }
    List<Consumer<Replay>> others = underWay.get(after);
    if (others != null) {
      others.add(then);
      return;
    }
    List<Consumer<Replay>> readers = new ArrayList<>(1);
    readers.add(then);
    underWay.put(after, readers);
    ChannelLog log = fanOut.log();
    if (log.onDisk() && log.tail(after, fanOut.delivered(), bytesMax) instanceof Replay.Gap) {
      turns.take(() -> begin(fanOut, after, bytesMax, turns::end));
    } else {
      begin(fanOut, after, bytesMax, () -> {});
    }
  }

  private void begin(ChannelFanOut fanOut, long after, int bytesMax, Runnable end) {
    try {
      fanOut
          .log()
          .read(
              after,
              fanOut.delivered(),
              bytesMax,
              loop,
              replay -> {
                answer(fanOut, after, replay);
                end.run();
              });
    } catch (RuntimeException bug) {
      LOG.error("{} can't be read", fanOut.channel(), bug);
      answer(fanOut, after, new Unavailable("the read failed in the server"));
      end.run();
    }
  }

  private void answer(ChannelFanOut fanOut, long after, Replay replay) {
    Map<Long, List<Consumer<Replay>>> reads = underWay;
    List<Consumer<Replay>> readers = reads == null ? null : reads.remove(after);
    if (reads == null || readers == null) {
      return;
    }
    if (reads.isEmpty()) {
      underWay = null;
    }
    for (Consumer<Replay> reader : readers) {
      try {
        reader.accept(replay);
      } catch (RuntimeException bug) { // the others read on
        LOG.error("a subscriber of {} can't take what it is due", fanOut.channel(), bug);
      }
    }
  }
}
