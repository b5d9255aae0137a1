package dev.belfry.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.InboxItem;
import dev.belfry.protocol.InboxPage;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.SimulatedLoops;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboxWatchTest {
  private static final UserId ANN = new UserId("ann");

  private final SimulatedLoops loops = new SimulatedLoops(1, 1);

  /// What the store is asked and has not answered.
  private final ArrayDeque<Runnable> asked = new ArrayDeque<>();

  private long nextId = 1;
  private final ModelInboxes model =
      new ModelInboxes("e1", loops, () -> new Ulid(loops.wallMillis(), nextId++), asked::add);
  private final InboxLoops watched = new InboxLoops(model, loops.loops(), loops, 10_000);
  private final LoopInboxes inboxes = watched.on(loops.loops().getFirst());
  private final Session session = new Session();

  /// A session whose socket may be full.
  private static final class Session implements InboxWatcher {
    final List<String> told = new ArrayList<>();
    boolean full;

    @Override
    public InboxEncoder encoder() {
      return (lines, _) -> new Lines(lines);
    }

    @Override
    public boolean offer(Frame frame) {
      if (!full) {
        told.addAll(((Lines) frame).lines());
      }
      return !full;
    }

    @Override
    public void hold(long bytes) {}
  }

  @BeforeEach
  void annHasTwoItemsAndReadTheFirst() {
    model.listen(watched);
    loops.enter(loops.loops().getFirst());
    send();
    send();
    answerAll();
    Ulid first = new Ulid(loops.wallMillis(), 1);
    model.mark(
        ANN, new Mark(Mark.Kind.READ, new Mark.Target.Ids(List.of(first)), OptionalLong.empty()));
    answerAll();
  }

  @Test
  void aPageAskedForWhileAllIsReadToBeToldIsNotAnsweredByIt() {
    InboxWatch watch = inboxes.watch(ANN, session);
    watch.page(page(ItemFilter.INBOX), _ -> {});
    answerAll();
    hasToBeToldAll(watch);
    List<String> unread = new ArrayList<>();

    watch.page(page(ItemFilter.INBOX.in(ItemFilter.State.UNREAD)), answer -> take(answer, unread));
    answerAll();

    assertThat(unread).containsExactly("3", "2");
    assertThat(session.told).singleElement().asString().contains("\"reset\":true", "\"read\":true");
  }

  @Test
  void aPageThatTakesThePlaceOfAllIsToldInPlaceOfIt() {
    InboxWatch watch = inboxes.watch(ANN, session);
    watch.page(page(ItemFilter.INBOX), _ -> {});
    answerAll();
    hasToBeToldAll(watch);
    List<String> all = new ArrayList<>();

    watch.page(page(ItemFilter.INBOX), answer -> take(answer, all));
    answerAll();

    assertThat(all).containsExactly("3", "2", "1");
    assertThat(session.told).isEmpty();
  }

  /// A full socket takes nothing of a third item; then it can, and the store is asked for all.
  private void hasToBeToldAll(InboxWatch watch) {
    session.full = true;
    send();
    answerAll();
    session.full = false;
    watch.catchUp();
    assertThat(asked).hasSize(1);
  }

  private static ViewQuery page(ItemFilter filter) {
    return new ViewQuery(filter, false, Optional.empty(), 10, Optional.empty());
  }

  private static void take(InboxAnswer<InboxPage> answer, List<String> ids) {
    var done = (InboxAnswer.Done<InboxPage>) answer;
    done.value().items().stream()
        .map(InboxItem::id)
        .forEach(id -> ids.add(id.replaceFirst("^.*0", "")));
  }

  private void send() {
    Notification notification =
        new Notification(new JsonText("{\"title\":\"a\"}"), "", List.of(), "");
    model.deliver(
        new NotifyRequest(
            "",
            new Recipients.Users(List.of(ANN)),
            Set.of(),
            notification,
            0,
            Long.MAX_VALUE,
            Optional.empty(),
            Optional.empty()));
  }

  private void answerAll() {
    do {
      loops.settle();
      if (!asked.isEmpty()) {
        asked.remove().run();
      }
      loops.settle();
    } while (!asked.isEmpty());
  }
}
