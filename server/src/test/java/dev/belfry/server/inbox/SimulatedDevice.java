package dev.belfry.server.inbox;

import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.InboxMarked;
import dev.belfry.protocol.InboxPage;
import dev.belfry.protocol.InboxSelection;
import dev.belfry.protocol.MarkWord;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A device: it comes, asks for its inbox, marks, reads slowly, and leaves. It asks for one thing
/// at a time, as sessions do.
final class SimulatedDevice implements InboxWatcher {
  private final Consumer<String> tell;
  private final Random random;
  private final SimulatedLoops loops;
  private final SimulatedLoop loop;
  private final LoopInboxes inboxes;
  private final UserId user;
  private final boolean grouped;
  private final ClientStore client;
  private final List<String> snoozed = new ArrayList<>();
  private @Nullable InboxWatch watch;
  private boolean asking;
  private boolean full;
  private boolean live;
  private long held;

  private record Encoder() implements InboxEncoder {
    @Override
    public Frame encode(List<String> lines, InboxVersion version) {
      return new Lines(lines);
    }
  }

  /// @param tell takes what it is told
  SimulatedDevice(
      Consumer<String> tell,
      Random random,
      SimulatedLoops loops,
      SimulatedLoop loop,
      LoopInboxes inboxes,
      UserId user) {
    this.tell = tell;
    this.random = random;
    this.loops = loops;
    this.loop = loop;
    this.inboxes = inboxes;
    this.user = user;
    this.grouped = random.nextBoolean();
    this.client = new ClientStore(grouped);
  }

  /// Whether it shows each group by its newest item.
  boolean grouped() {
    return grouped;
  }

  UserId user() {
    return user;
  }

  ClientStore client() {
    return client;
  }

  /// Whether its version is of what it shows: not while an answer is on its way.
  boolean knowsItsVersion() {
    return live && !client.needsPage;
  }

  @Override
  public InboxEncoder encoder() {
    return new Encoder();
  }

  @Override
  public boolean offer(Frame frame) {
    if (full) {
      return false;
    }
    ((Lines) frame)
        .lines()
        .forEach(line -> {
          tell.accept(this + " < " + line);
          client.take(line);
        });
    return true;
  }

  @Override
  public void hold(long bytes) {
    held += bytes;
  }

  /// Does something; says what.
  String act() {
    loops.enter(loop);
    InboxWatch watched = watch;
    if (watched == null) {
      watch = inboxes.watch(user, this);
      ask(watch);
      return this + " comes";
    }
    return switch (random.nextInt(8)) {
      case 0 -> leave(watched);
      case 1 -> {
        full = true;
        yield this + " is full";
      }
      case 2, 3 -> {
        drain(watched);
        yield this + " reads";
      }
      case 4 -> {
        if (!asking && live && random.nextBoolean()) {
          askBeside(watched);
        } else if (!asking) {
          ask(watched);
        }
        yield this + " asks";
      }
      default -> mark(watched);
    };
  }

  private void drain(InboxWatch watched) {
    full = false;
    watched.catchUp();
  }

  private String leave(InboxWatch watched) {
    watched.end();
    watch = null;
    asking = false;
    live = false;
    full = false;
    if (held != 0) {
      throw new AssertionError(this + " has left and holds " + held);
    }
    return this + " leaves";
  }

  private void ask(InboxWatch watched) {
    asking = true;
    boolean comesBack = !client.version.isEmpty() && !client.needsPage;
    ViewQuery query =
        new ViewQuery(
            ItemFilter.INBOX,
            grouped,
            Optional.empty(),
            100,
            comesBack ? Optional.of(client.version) : Optional.empty());
    watched.page(
        query,
        answer -> {
          if (watch == watched) {
            asking = false;
            if (answer instanceof InboxAnswer.Done<InboxPage>(InboxPage page)) {
              live = true;
              client.beside = false;
              tell.accept(this + " < ok " + page.toJson());
              client.page(page);
            }
          }
        });
  }

  /// Asks for a page of something else that it shows beside.
  private void askBeside(InboxWatch watched) {
    asking = true;
    client.beside = true;
    ItemFilter filter = ItemFilter.INBOX.in(ItemFilter.State.UNREAD);
    watched.page(
        new ViewQuery(filter, false, Optional.empty(), 10, Optional.empty()),
        _ -> {
          if (watch == watched) {
            asking = false;
          }
        });
  }

  private String mark(InboxWatch watched) {
    if (asking || !live || client.shown().isEmpty()) {
      return this + " looks";
    }
    InboxMark mark = mark();
    asking = true;
    watched.mark(
        mark,
        answer -> {
          if (watch == watched) {
            asking = false;
            if (answer instanceof InboxAnswer.Done<InboxMarked>(InboxMarked marked)) {
              tell.accept(this + " < ok " + marked.toJson());
              client.marked(mark, marked.unknown());
              client.version = marked.version();
              client.counts = marked.counts();
            }
          }
        });
    return this + " marks " + mark;
  }

  private InboxMark mark() {
    MarkWord[] words = MarkWord.values();
    MarkWord as = words[random.nextInt(words.length)];
    String id = client.shown().get(random.nextInt(client.shown().size())).id();
    return switch (as) {
      case SNOOZED -> {
        snoozed.add(id);
        yield new InboxMark(as, new InboxMark.Target.Ids(List.of(id)), null, "1s");
      }
      case UNSNOOZED -> {
        String one = snoozed.isEmpty() ? id : snoozed.removeFirst();
        yield InboxMark.of(as, List.of(one));
      }
      default -> {
        Instant at =
            random.nextInt(5) == 0
                ? Instant.ofEpochMilli(loops.wallMillis() - random.nextInt(500))
                : null;
        InboxMark.Target all = new InboxMark.Target.All(InboxSelection.INBOX, client.newest());
        InboxMark.Target one = new InboxMark.Target.Ids(List.of(id));
        yield new InboxMark(as, random.nextInt(3) == 0 ? all : one, at, null);
      }
    };
  }

  /// It is there, and reads all that comes.
  void calmDown() {
    loops.enter(loop);
    if (watch == null) {
      watch = inboxes.watch(user, this);
    }
    drain(watch);
    if (!asking && (!live || client.needsPage)) {
      ask(watch);
    }
    loops.settle();
  }

  @Override
  public String toString() {
    return user + "@" + loop.index();
  }
}
