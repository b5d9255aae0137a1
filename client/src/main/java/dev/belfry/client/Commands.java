package dev.belfry.client;

import dev.belfry.protocol.ClientFrame;
import dev.belfry.protocol.ClientFrames;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.CommandWord;
import dev.belfry.protocol.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The commands that have no reply yet, in the order in which they were asked. Belongs to the loop.
///
/// Those of the program outlive a link and are sent again on the next: a publish by then has a key,
/// and reading twice does no harm. Those that are about a link itself go with it, unanswered.
final class Commands {
  private final Map<Long, Asked> waiting = new LinkedHashMap<>();
  private @Nullable Link live;
  private @Nullable String closed;
  private long nextId = 1;

  private record Asked(
      Command command, boolean outlivesLink, long sentNanos, CompletableFuture<Reply> reply) {
    Asked sentAt(long nanos) {
      return new Asked(command, outlivesLink, nanos, reply);
    }
  }

  /// A command of the program.
  void ask(Command command, CompletableFuture<Reply> reply) {
    if (closed != null) {
      reply.completeExceptionally(new ConnectionClosedException(closed));
      return;
    }
    long id = nextId++;
    waiting.put(id, new Asked(command, true, System.nanoTime(), reply));
    if (live != null) {
      send(live, id, command);
    }
  }

  /// A command about this link. The reply's stages run on the loop.
  CompletableFuture<Reply> askOn(Link link, Command command) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    long id = nextId++;
    waiting.put(id, new Asked(command, false, System.nanoTime(), reply));
    send(link, id, command);
    return reply;
  }

  private static void send(Link link, long id, Command command) {
    link.send(ClientFrames.write(new ClientFrame.Request(id, command)));
  }

  /// All that waits is sent on this link, and what comes.
  void use(Link link) {
    live = link;
    long now = System.nanoTime();
    waiting.replaceAll((id, asked) -> asked.outlivesLink() ? asked.sentAt(now) : asked);
    waiting.forEach((id, asked) -> {
      if (asked.outlivesLink()) {
        send(link, id, asked.command());
      }
    });
  }

  /// The link is gone.
  void linkLost() {
    live = null;
    waiting.values().removeIf(asked -> !asked.outlivesLink());
  }

  /// No reply will come any more, and no command is taken.
  void close(String reason) {
    closed = reason;
    linkLost();
    waiting
        .values()
        .forEach(
            asked -> asked.reply().completeExceptionally(new ConnectionClosedException(reason)));
    waiting.clear();
  }

  /// What kind of command has this id; null for none.
  @Nullable CommandWord wordOf(long id) {
    Asked asked = waiting.get(id);
    return asked == null ? null : asked.command().word();
  }

  /// Hands a reply over; false if nothing was asked.
  boolean answer(long id, Reply reply) {
    Asked asked = waiting.remove(id);
    return asked != null && asked.reply().complete(reply);
  }

  /// Whether the program has all the answers that it asked for.
  boolean areAnswered() {
    return waiting.values().stream().noneMatch(Asked::outlivesLink);
  }

  /// Whether something was sent on this link longer ago than this.
  boolean isOverdue(Duration patience) {
    long now = System.nanoTime();
    return waiting.values().stream()
        .filter(asked -> live != null || !asked.outlivesLink())
        .anyMatch(asked -> now - asked.sentNanos() > patience.toNanos());
  }
}
