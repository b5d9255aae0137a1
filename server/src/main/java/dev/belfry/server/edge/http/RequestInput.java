package dev.belfry.server.edge.http;

import dev.belfry.server.runtime.IncomingBudget;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// What the client of one HTTP connection has sent: requests part by part, no more of them decoded
/// than can be taken. While none can, the socket is not read, and what was read already counts
/// among what was received. Owned by the loop.
final class RequestInput {
  private final SocketChannel channel;
  private final IncomingBudget incoming;
  private final RequestDecoder decoder;
  private final BooleanSupplier mayTake;
  private final Consumer<Object> taker;

  /// Parts of one request that were decoded and not taken yet.
  private final ArrayDeque<Object> parts = new ArrayDeque<>(2);

  private boolean reading = true;
  private boolean taking;

  /// With how many bytes what is not decoded yet counts among what was received.
  private int countedBytes;

  /// @param mayTake whether the next part can be taken now
  RequestInput(
      SocketChannel channel,
      IncomingBudget incoming,
      RequestDecoder decoder,
      BooleanSupplier mayTake,
      Consumer<Object> taker) {
    this.channel = channel;
    this.incoming = incoming;
    this.decoder = decoder;
    this.mayTake = mayTake;
    this.taker = taker;
  }

  void add(Object part) {
    parts.add(part);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /// Whether the socket is read.
  boolean reading() {
    return reading;
  }

  /// Whether a part is being taken, and the next one will be after it.
  boolean taking() {
    return taking;
  }

  /// Takes one part after another, not one within another: an answer may be there at once.
  void takeParts() {
    taking = true;
    try {
      boolean more = true;
      while (more && mayTake.getAsBoolean()) {
        Object part = parts.poll();
        if (part != null) {
          taker.accept(part);
        } else {
          more = decoder.decodeOn() || !parts.isEmpty();
        }
      }
    } finally {
      taking = false;
    }
  }

  /// Reads the socket from now on, or does not.
  void read(boolean on) {
    if (on != reading) {
      reading = on;
      channel.config().setAutoRead(on);
    }
    count(on ? 0 : decoder.waitingBytes());
  }

  /// What was received is no longer here.
  void passOn() {
    count(0);
  }

  private void count(int bytes) {
    incoming.add(bytes - countedBytes);
    countedBytes = bytes;
  }

  /// The connection has ended.
  void release() {
    count(0);
    parts.forEach(ReferenceCountUtil::release);
    parts.clear();
  }
}
