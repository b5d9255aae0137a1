package dev.belfry.client;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.InboxPage;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.Reply;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// What the program hears of its inbox, on each link anew from the version that it has. Belongs to
/// the loop, but for the queue to the listener's thread.
final class InboxUpdates {
  private static final int WAITING_MAX = 256;

  private final TaskLoop loop;
  private final Commands commands;
  private final LinkedBlockingQueue<Runnable> calls = new LinkedBlockingQueue<>(WAITING_MAX);
  private Command.@Nullable Inbox wanted;
  private @Nullable InboxListener listener;
  private @Nullable Link link;
  private String version = "";
  private volatile boolean missed;

  InboxUpdates(TaskLoop loop, Commands commands) {
    this.loop = loop;
    this.commands = commands;
  }

  /// Begins; a second listener takes the place of the first.
  void begin(Command.Inbox inbox, InboxListener to) {
    boolean first = wanted == null;
    wanted = inbox;
    listener = to;
    version = "";
    if (first) {
      Thread.ofVirtual().name("belfry-inbox").start(this::callOn);
    }
    if (link != null) {
      ask(link);
    }
  }

  /// A link is there.
  void use(Link opened) {
    link = opened;
    if (wanted != null) {
      ask(opened);
    }
  }

  void linkLost() {
    link = null;
  }

  private void ask(Link on) {
    Command.Inbox inbox = wanted;
    if (inbox != null) {
      Command.Inbox from =
          new Command.Inbox(
              inbox.of(), inbox.grouped(), null, inbox.limit(), version.isEmpty() ? null : version);
      var unused = commands.askOn(on, from).thenAccept(this::answered);
    }
  }

  private void answered(Reply reply) {
    InboxListener to = listener;
    if (to == null) {
      return;
    }
    switch (reply) {
      case Reply.Inbox(InboxPage page) when page.same() -> version = page.version();
      case Reply.Inbox(InboxPage page) -> page(page, to);
      case Reply.Failed failed when failed.temporary() ->
          loop.schedule(Duration.ofSeconds(1), this::askAnew);
      case Reply.Failed failed -> call(() -> to.onRefused(Problem.of(failed)));
      case Reply other -> throw new IllegalStateException("an inbox got " + other);
    }
  }

  private void page(InboxPage page, InboxListener to) {
    version = page.version();
    call(() -> to.onPage(page));
  }

  void notification(Push.Notification push) {
    InboxListener to = listener;
    if (to != null) {
      call(() -> to.onNotification(push.item(), push.replaces()));
    }
  }

  void change(Push.Inbox push) {
    InboxListener to = listener;
    if (to != null) {
      version = push.version();
      call(() -> to.onChange(push));
    }
  }

  void reset(InboxPage page) {
    InboxListener to = listener;
    if (to != null) {
      page(page, to);
    }
  }

  private void call(Runnable call) {
    if (!missed && !calls.offer(call)) {
      missed = true;
    }
  }

  private void callOn() {
    try {
      while (true) {
        calls.take().run();
        if (missed && calls.isEmpty()) {
          loop.post(this::askAnew);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /// The listener gets a page in place of what it has missed.
  private void askAnew() {
    if (missed) {
      missed = false;
      version = "";
    }
    if (link != null) {
      ask(link);
    }
  }
}
