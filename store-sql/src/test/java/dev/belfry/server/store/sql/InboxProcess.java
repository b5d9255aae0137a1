package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.inbox.Mark;
import dev.belfry.server.inbox.Notification;
import dev.belfry.server.inbox.NotifyOutcome;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.inbox.Recipients;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/// A process that uses inboxes until it is killed. It prints what was acknowledged.
final class InboxProcess {
  static final int MANY = 10_000;
  static final UserId READER = new UserId("reader");

  private InboxProcess() {}

  static Recipients.Users many() {
    return new Recipients.Users(
        IntStream.range(0, MANY).mapToObj(i -> new UserId("many " + i)).toList());
  }

  static NotifyRequest request(Recipients to, String key) {
    Notification notification =
        new Notification(new JsonText("{\"title\":\"a\"}"), "", List.of(), "");
    return new NotifyRequest(
        "app", to, Set.of(), notification, 0, Long.MAX_VALUE, Optional.of(key), Optional.empty());
  }

  private static Ulid notify(Inboxes inboxes, Recipients to, String key) {
    NotifyOutcome outcome = inboxes.deliver(request(to, key)).toCompletableFuture().join();
    return ((NotifyOutcome.Delivered) outcome).id();
  }

  /// Runs it.
  ///
  /// @param arguments the data folder, and `mark` or `notify`
  public static void main(String[] arguments) {
    SqlInboxFixture fixture = new SqlInboxFixture(Path.of(arguments[0]), new InboxClock());
    Inboxes inboxes = fixture.inboxes();
    if (arguments[1].equals("notify")) {
      System.out.println("begins");
      notify(inboxes, many(), "many");
      System.out.println("done");
    }
    for (int i = 0; ; i++) {
      Ulid id = notify(inboxes, new Recipients.Users(List.of(READER)), "one " + i);
      Mark read = new Mark(Mark.Kind.READ, new Mark.Target.Ids(List.of(id)), OptionalLong.empty());
      inboxes.mark(READER, read).toCompletableFuture().join();
      System.out.println(id);
    }
  }
}
