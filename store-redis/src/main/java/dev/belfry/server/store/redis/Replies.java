package dev.belfry.server.store.redis;

import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.Message;
import dev.belfry.server.store.shared.ChannelState;
import dev.belfry.server.store.shared.Page;
import java.util.ArrayList;
import java.util.List;

/// Reads what scripts answer, and what they signal.
final class Replies {
  private static final int STATE_FIELDS = 5;

  private Replies() {}

  @SuppressWarnings("unchecked") // nested arrays, as the scripts write them
  static List<Object> list(Object reply) {
    return (List<Object>) reply;
  }

  static String text(Object reply) {
    return Pieces.text((byte[]) reply);
  }

  static long number(Object reply) {
    return reply instanceof Long number ? number : Long.parseLong(text(reply));
  }

  static ChannelState state(List<?> fields) {
    String previous = text(fields.get(1));
    Epoch epoch =
        new Epoch(
            text(fields.getFirst()), previous.isEmpty() ? null : previous, number(fields.get(2)));
    return new ChannelState(epoch, number(fields.get(3)), number(fields.get(4)));
  }

  /// A page, without what has expired by the server's clock.
  static Page page(Object reply) {
    List<Object> parts = list(reply);
    long nowMillis = number(parts.get(1));
    List<Message> messages = new ArrayList<>();
    for (Object entry : list(parts.get(2))) {
      List<Object> fields = list(entry);
      Message message = Blob.message(number(fields.getFirst()), (byte[]) fields.get(1));
      if (message.expiresAtMillis() > nowMillis) {
        messages.add(message);
      }
    }
    return new Page(state(list(parts.getFirst())), messages, number(parts.get(3)));
  }

  /// What a signal says.
  ///
  /// @param messages the newest ones; empty where they were too large
  record Signal(ChannelState state, List<Message> messages) {
    static Signal read(byte[] payload) {
      List<byte[]> pieces = Pieces.read(payload);
      ChannelState state = Replies.state(pieces.subList(0, STATE_FIELDS));
      List<byte[]> blobs = pieces.subList(STATE_FIELDS, pieces.size());
      List<Message> messages = new ArrayList<>();
      long offset = state.head() - blobs.size();
      for (byte[] blob : blobs) {
        messages.add(Blob.message(++offset, blob));
      }
      return new Signal(state, messages);
    }
  }
}
