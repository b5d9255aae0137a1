package dev.belfry.server.store.shared;

import dev.belfry.protocol.Position;
import dev.belfry.server.log.ChannelLog.Located;
import dev.belfry.server.log.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who waits until a tail is as far as the engine's log: readers whose position names nothing here
/// yet, and publishers whose message lies behind those of other nodes. The owner alone uses it.
final class TailWaiters {
  /// A reader, who is answered by a read that began after it asked.
  private record Reader(
      SharedTail asked, Position position, long askedAfter, Consumer<Located> then) {
    boolean named() {
      return asked.names(position);
    }
  }

  private record Publisher(long offset, Runnable then) {}

  /// Null where there are none, as mostly.
  private @Nullable List<Reader> readers;

  private @Nullable List<Publisher> publishers;
  private long reads;

  void ask(SharedTail asked, Position position, Consumer<Located> then) {
    if (readers == null) {
      readers = new ArrayList<>();
    }
    readers.add(new Reader(asked, position, reads, then));
  }

  void await(long offset, Runnable then) {
    if (publishers == null) {
      publishers = new ArrayList<>();
    }
    publishers.add(new Publisher(offset, then));
  }

  /// A read of the engine begins. Returns its number.
  long readBegins() {
    return ++reads;
  }

  /// A read was taken over.
  ///
  /// @param upToDate whether the tail has all that the engine had then
  void answer(SharedTail open, long number, boolean upToDate) {
    List<Reader> asking = readers;
    if (asking == null) {
      return;
    }
    readers = null;
    for (Reader reader : asking) {
      if (reader.asked != open) {
        reader.then.accept(SharedTail.NEW_EPOCH);
      } else if (reader.named() || (upToDate && number > reader.askedAfter)) {
        reader.then.accept(open.tail().resume(reader.position));
      } else {
        readers = readers == null ? new ArrayList<>() : readers;
        readers.add(reader);
      }
    }
  }

  /// The tail has come up to an offset.
  void reached(long head) {
    List<Publisher> waiting = publishers;
    if (waiting == null) {
      return;
    }
    publishers = null;
    for (Publisher publisher : waiting) {
      if (publisher.offset <= head) {
        publisher.then.run();
      } else {
        await(publisher.offset, publisher.then);
      }
    }
  }

  /// The tail does not get there: readers are told why, publishers that their message is kept.
  void end(Unavailable why) {
    reached(Long.MAX_VALUE);
    List<Reader> asking = readers;
    readers = null;
    if (asking != null) {
      asking.forEach(reader -> reader.then.accept(why));
    }
  }
}
