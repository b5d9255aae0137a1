package dev.belfry.server.inbox;

import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.InboxMarked;
import dev.belfry.protocol.InboxPage;
import dev.belfry.protocol.MarkWord;
import dev.belfry.server.runtime.Frame;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One session's hold on one inbox. What happens while the session waits for a page or for the
/// answer to a mark is told after it. Owned by the loop.
public final class InboxWatch {
  private static final Logger LOG = LoggerFactory.getLogger(InboxWatch.class);

  /// What it costs to watch an inbox, and each feed in it.
  private static final int WATCH_BYTES = 1_500;

  private static final int FEED_BYTES = 100;

  /// A version that no inbox has.
  private static final InboxVersion NOWHERE = new InboxVersion("0", 0, 0);

  private final WatchedUser user;
  private final InboxWatcher watcher;

  /// Revisions of marks that this session has made itself.
  private final Set<Long> own = new HashSet<>(1);

  private final HeldParts held = new HeldParts();
  private @Nullable Ask ask;

  /// What the page that is read is for; null where the session has to be told all.
  private @Nullable Ask read;

  /// What a session that has to be told all is told.
  private ViewQuery query =
      new ViewQuery(
          ItemFilter.INBOX, false, Optional.empty(), InboxRequests.LIMIT_DEFAULT, Optional.empty());

  private final ShownGroups groups = new ShownGroups();

  private InboxCounts toldCounts = InboxCounts.NONE;
  private InboxVersion toldVersion = NOWHERE;
  private long cost = WATCH_BYTES;

  /// Whether pages by several filters were asked for: the client may show them beside each other,
  /// so none of them takes the place of all.
  private boolean several;

  /// Whether the first page was answered.
  private boolean live;

  /// Whether it has to be told all.
  private boolean stale;

  /// Whether its socket is full, as far as it has said.
  private boolean full;

  private boolean reading;
  private boolean marking;

  /// Whether a mark was answered while a page was read, which may be from before it.
  private boolean marked;

  private boolean ended;

  /// A page that the session asks for.
  ///
  /// @param whole whether it takes the place of all that the client has
  private record Ask(ViewQuery query, boolean whole, Consumer<InboxAnswer<InboxPage>> then) {}

  InboxWatch(WatchedUser user, InboxWatcher watcher) {
    this.user = user;
    this.watcher = watcher;
    watcher.hold(cost);
  }

  // ---- what the session asks for, one thing at a time

  /// Asks for a page. With the first one the session is live. Where it is the newest page, the
  /// session is told one like it when it has to be told all.
  public void page(ViewQuery wanted, Consumer<InboxAnswer<InboxPage>> then) {
    boolean newest = wanted.after().isEmpty();
    several |= live && newest && !isAsBefore(wanted);
    boolean whole = !live || (newest && !several);
    if (newest) {
      query = wanted.withoutVersion();
    }
    groups.asked(wanted);
    ask = new Ask(wanted, whole, then);
    user.askOn();
  }

  private boolean isAsBefore(ViewQuery wanted) {
    return wanted.filter().equals(query.filter()) && wanted.grouped() == query.grouped();
  }

  /// Marks items; the session is told by the answer alone.
  ///
  /// @throws IllegalArgumentException with a sentence for the client where it can't be understood
  public void mark(InboxMark mark, Consumer<InboxAnswer<InboxMarked>> then) {
    var stage = user.owner().begin(user.id(), mark);
    marking = true;
    user.owner()
        .<MarkOutcome, InboxMarked>ask(
            stage,
            outcome -> {
              marking = false;
              if (!ended) {
                answered(mark, outcome, then);
                flush();
              }
            },
            answer -> {
              marking = false;
              if (!ended) {
                then.accept(new InboxAnswer.NotNow<>(why(answer)));
                flush();
              }
            });
  }

  /// A mark that is dated may have lost to a later one, so the client is told all after it. Else,
  /// where the client has been told all but this mark, it goes on from the version of the answer,
  /// and the mark is not told to it again. Else it is, in its place among what else happened, and
  /// until then the client goes on from what it has been told.
  private void answered(
      InboxMark mark, MarkOutcome outcome, Consumer<InboxAnswer<InboxMarked>> then) {
    Telling last = user.lastTold();
    InboxVersion version = live ? toldVersion : outcome.version();
    if (live
        && last != null
        && !InboxMarks.brings(mark, query.filter().state())
        && toldAllBut(mark, outcome, last.version())) {
      own.add(outcome.version().revision());
      version = outcome.version();
    }
    if (live && mark.at() != null) {
      version = NOWHERE;
      stale = true;
    }
    told(version, outcome.counts());
    marked = reading;
    then.accept(new InboxAnswer.Done<>(InboxFrames.marked(version, outcome)));
  }

  /// An item that is woken is told yet. What the client has been told may be newer than what was
  /// told to all, where a page was read; then older events are told to it yet, or are held.
  private boolean toldAllBut(InboxMark mark, MarkOutcome outcome, InboxVersion toAll) {
    long revision = outcome.version().revision();
    return outcome.changed()
        && !groups.any()
        && mark.as() != MarkWord.UNSNOOZED
        && !stale
        && toldVersion.revision() + 1 == revision
        && toldVersion.revised(revision).equals(outcome.version())
        && toAll.revision() + 1 >= revision
        && toAll.revised(revision).equals(outcome.version())
        && held.parts().stream().allMatch(part -> isOf(part, revision));
  }

  private static boolean isOf(InboxPart part, long revision) {
    return part instanceof InboxPart.Change change && change.revision() == revision;
  }

  private static String why(InboxAnswer<?> answer) {
    return switch (answer) {
      case InboxAnswer.NotNow<?>(String why) -> why;
      case InboxAnswer.Done<?> _ -> throw new IllegalArgumentException("it was done");
    };
  }

  /// The session can take more again.
  public void catchUp() {
    full = false;
    if (!ended && stale) {
      user.askOn();
    }
  }

  /// Nothing is told from now on.
  public void end() {
    if (!ended) {
      ended = true;
      watcher.hold(-cost);
      user.remove(this);
    }
  }

  // ---- pages

  boolean wantsPage() {
    return !ended && !reading && (ask != null || (live && stale && !full && !marking));
  }

  /// A page is about to be read; returns which.
  ViewQuery beginPage() {
    reading = true;
    marked = false;
    read = ask;
    ViewQuery page = ask == null ? query : current(ask.query());
    if (ask == null || ask.whole()) { // it has all that has happened so far
      groups.setDue(false);
      held.clear();
    }
    return page;
  }

  /// Where the session was told something since it has asked, it has no more what it has said.
  private ViewQuery current(ViewQuery asked) {
    return !live || asked.version().filter(toldVersion.toString()::equals).isPresent()
        ? asked
        : asked.withoutVersion();
  }

  boolean wantsGroups() {
    return !ended && !reading && !marking && live && !stale && groups.due();
  }

  /// The groups of what is shown are about to be read; returns of what.
  ViewQuery beginGroups() {
    reading = true;
    return groups.begin();
  }

  /// They were read; while a mark is on its way, they are read once more after it.
  void groups(List<GroupCount> counts) {
    reading = false;
    groups.setDue(groups.due() || marking);
    if (!ended) {
      flush(Optional.of(counts));
    }
  }

  void page(InboxView view) {
    reading = false;
    if (ended) {
      return;
    }
    Ask asked = read;
    if (asked != null) {
      ask = null;
      read = null;
      if (asked.whole()) {
        told(view.version(), view.counts());
      }
      stale = marked || (stale && !asked.whole());
      live = true;
      asked.then().accept(new InboxAnswer.Done<>(InboxFrames.page(view)));
    } else if (ask == null || !ask.whole()) { // a page asked for meanwhile is read after it
      stale = marked;
      tellAll(view);
    }
    flush();
  }

  private void tellAll(InboxView view) {
    Frame frame =
        watcher.encoder().encode(List.of(InboxLines.reset(InboxFrames.page(view))), view.version());
    offer(frame, view.version(), view.counts());
    frame.release();
  }

  private void told(InboxVersion version, InboxCounts counts) {
    toldVersion = version;
    toldCounts = counts;
  }

  /// The store could not read the page.
  void noPage(InboxAnswer<?> answer) {
    reading = false;
    stale |= live && (groups.any() || !held.isEmpty());
    held.clear();
    notNow(answer);
  }

  /// The store does not answer; a session that asks is told.
  void notNow(InboxAnswer<?> answer) {
    Ask asked = ask;
    if (asked != null && !reading && !ended) {
      ask = null;
      asked.then().accept(new InboxAnswer.NotNow<>(why(answer)));
    }
  }

  // ---- what happens

  /// All that was told does not count any more.
  ///
  /// @param feeds how many the inbox has
  void mustHaveAll(int feeds) {
    stale = live;
    groups.setDue(false);
    held.clear();
    own.clear();
    long now = WATCH_BYTES + (long) FEED_BYTES * feeds;
    watcher.hold(now - cost);
    cost = now;
  }

  void tell(Telling telling) {
    if (ended) {
      return;
    }
    if (groups.any() && (live || reading) && groups.take(telling.regrouping())) {
      mustBeTold();
    }
    if (reading || marking || (groups.due() && !stale)) {
      if (!held.add(telling.parts())) {
        mustBeTold();
      }
    } else if (live && !stale) {
      write(telling);
    }
  }

  private void mustBeTold() {
    stale = live;
    marked = true; // also where it is a page that is read
  }

  /// Tells what has happened meanwhile.
  private void flush() {
    flush(Optional.empty());
  }

  private void flush(Optional<List<GroupCount>> counts) {
    Telling last = user.lastTold();
    if (reading || marking || last == null) {
      return;
    }
    if (groups.due() && live && !stale) {
      user.askOn(); // what is held goes with the groups
      return;
    }
    if (live && !stale && (counts.isPresent() || !held.isEmpty())) {
      Telling telling = last.with(held.parts(), counts);
      write(telling);
      telling.release();
    }
    held.clear();
    user.askOn();
  }

  private void write(Telling telling) {
    if (telling.brings(query.filter().state())) {
      stale = true;
      forgetOwn(telling.version());
      return;
    }
    if (telling.isEmpty(own) && telling.counts().equals(toldCounts) && telling.groups().isEmpty()) {
      forgetOwn(telling.version());
      return;
    }
    if (own.isEmpty()) {
      offer(telling.frame(watcher.encoder()), telling.version(), telling.counts());
    } else {
      Frame frame = telling.frame(watcher.encoder(), own);
      offer(frame, telling.version(), telling.counts());
      frame.release();
      forgetOwn(telling.version());
    }
  }

  private void forgetOwn(InboxVersion told) {
    own.removeIf(revision -> revision <= told.revision());
  }

  /// A watcher that throws has not taken the lines, and the others are told all the same.
  private void offer(Frame frame, InboxVersion version, InboxCounts counts) {
    boolean taken = false;
    try {
      taken = watcher.offer(frame);
    } catch (RuntimeException fault) {
      LOG.error("telling a session of its inbox failed", fault);
    }
    if (taken) {
      told(version, counts);
    } else {
      stale = true;
      full = true;
    }
  }
}
