package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.InboxItem;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.Mark.Kind;
import dev.belfry.server.inbox.Mark.Target;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Users of a model of the inboxes, and their devices on two loops, in one thread. Events are late,
/// in half of the worlds those of shared feeds by a way of their own, as where another node tells
/// of them; and in most of the worlds some are lost: any, or those of shared feeds, which nothing
/// but the store's own count of them tells of. The store fails at times; sockets are full.
final class InboxWorld {
  private static final List<UserId> USERS =
      List.of(new UserId("ann"), new UserId("bob"), new UserId("cid"));
  private static final List<ChannelName> FEEDS =
      List.of(new ChannelName("news"), new ChannelName("sport"));
  private static final List<String> CATEGORIES = List.of("", "offers", "orders");
  private static final List<String> GROUPS = List.of("", "", "g", "h");

  /// What makes a failure's story hard to read.
  private static final String NOISE =
      "Request.author=, |Notification.fields=|, atMillis.*replaceKey=Optional| group=.|0000+"
          + "|\"title\":\"a\",|\"createdAt\":|2023-11-14T22:13:|\"archived\":false|.seen.:false,"
          + "|.read.:false,|, tag=null, channel=null, group=null"
          + "|RQKZ5....|\\[state=null, category=null";

  private static final int STEPS = 150;

  private final long seed;
  private final Random random;
  private final SimulatedLoops loops;
  private final SimulatedLoop store;
  private final ModelInboxes model;
  private final List<SimulatedDevice> devices = new ArrayList<>();
  private final ArrayDeque<Runnable> late = new ArrayDeque<>();

  /// Those of shared feeds; the same as the others where one node tells of all.
  private final ArrayDeque<Runnable> lateOfFeeds;

  private final boolean feedsApart;

  private final List<Ulid> ids = new ArrayList<>();
  private final StringBuilder story = new StringBuilder();
  private final boolean losesEvents;
  private final boolean losesThoseOfFeeds;
  private final InboxLoops watched;
  private final ToldEvents told = new ToldEvents();

  /// Events of shared feeds, lost ones too.
  private long ofFeeds;

  private final boolean failsAtTimes;
  private long nextId = 1;
  private boolean direct;
  private boolean failing;
  private boolean calm;

  InboxWorld(long seed) {
    this.seed = seed;
    random = new Random(seed);
    loops = new SimulatedLoops(3, seed);
    store = loops.loops().get(2);
    int loses = random.nextInt(3);
    losesEvents = loses == 1;
    losesThoseOfFeeds = loses > 0;
    failsAtTimes = random.nextBoolean();
    feedsApart = random.nextBoolean();
    lateOfFeeds = feedsApart ? new ArrayDeque<>() : late;
    model =
        new ModelInboxes(
            "e1",
            loops,
            () -> new Ulid(loops.wallMillis(), nextId++),
            task -> {
              if (direct) {
                task.run();
              } else {
                store.execute(task);
              }
            },
            random.nextBoolean() ? 0 : 2 + random.nextInt(6));
    model.failWhile(() -> failing && !direct);
    watched = new InboxLoops(model, loops.loops().subList(0, 2), loops, random.nextInt(20_000));
    model.listen(new LateEvents(watched, this::later, this::laterOfFeed));
    compareEvents();
    for (int i = 0; i < 6; i++) {
      SimulatedLoop loop = loops.loops().get(i % 2);
      devices.add(
          new SimulatedDevice(
              this::tell, random, loops, loop, watched.on(loop), USERS.get(i % USERS.size())));
    }
  }

  private void later(Runnable event) {
    if (!losesEvents || isKept()) {
      late.add(event);
    }
  }

  private void laterOfFeed(Runnable event) {
    long number = ++ofFeeds;
    if (!losesThoseOfFeeds || isKept()) {
      lateOfFeeds.add(() -> {
        event.run();
        told.told(0, number);
      });
    }
  }

  private boolean isKept() {
    return calm || random.nextInt(10) > 0;
  }

  /// What a node does every few seconds.
  private void compareEvents() {
    if (told.committed(Map.of(0L, ofFeeds))) {
      tell("events were lost");
      watched.doubtful();
    }
  }

  void run() {
    try {
      for (int i = 0; i < STEPS; i++) {
        failing = failsAtTimes && random.nextInt(10) == 0;
        step();
        devices.forEach(this::check);
      }
      end();
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError("-Dbelfry.seed=" + seed + "\n" + story, failure);
    }
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1 -> change();
      case 2 -> {
        var _ = next(late);
      }
      case 3 -> {
        var _ = next(lateOfFeeds);
      }
      case 4 -> {
        loops.elapse(Duration.ofMillis(random.nextInt(800)));
        if (random.nextInt(4) == 0) {
          compareEvents();
        }
      }
      case 5, 6 -> {
        SimulatedDevice device = devices.get(random.nextInt(devices.size()));
        tell(device.act());
      }
      default -> {
        for (int i = random.nextInt(6); i > 0; i--) {
          loops.step();
        }
      }
    }
  }

  private static boolean next(ArrayDeque<Runnable> events) {
    Runnable event = events.poll();
    if (event != null) {
      event.run();
    }
    return event != null;
  }

  /// Something that no device of these does.
  private void change() {
    UserId user = USERS.get(random.nextInt(USERS.size()));
    ChannelName feed = FEEDS.get(random.nextInt(FEEDS.size()));
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> send(new Recipients.Users(List.of(user)), user);
      case 3, 4 -> send(new Recipients.Everyone(), user);
      case 5 -> send(new Recipients.Followers(feed), user);
      case 6 -> direct("follow " + user + feed, () -> model.follow(user, feed));
      case 7 -> direct("unfollow " + user + feed, () -> model.unfollow(user, feed));
      case 8 -> {
        boolean inbox = random.nextBoolean();
        Map<String, Preference> wish = Map.of("offers", new Preference(inbox, true));
        direct("prefer " + user + wish, () -> model.prefer(user, wish));
      }
      case 9 -> {
        if (!ids.isEmpty()) {
          Ulid id = ids.get(random.nextInt(ids.size()));
          direct("retract " + id, () -> model.retract(id));
        }
      }
      default -> mark(user);
    }
  }

  /// Where feeds have a way of their own, what is sent has a later time than all before. Else an
  /// item that came after a mark of all may stand before the place that this reached: told of it
  /// first, clients take the item for marked.
  private void send(Recipients to, UserId user) {
    if (feedsApart) {
      loops.elapse(Duration.ofMillis(1));
    }
    String category = calm ? "" : CATEGORIES.get(random.nextInt(CATEGORIES.size()));
    String group = GROUPS.get(random.nextInt(GROUPS.size()));
    String fields =
        "{\"title\":\"a\""
            + (category.isEmpty() ? "" : ",\"category\":\"" + category + "\"")
            + (group.isEmpty() ? "" : ",\"group\":\"" + group + "\"")
            + "}";
    Notification notification = new Notification(new JsonText(fields), category, List.of(), group);
    NotifyRequest request =
        new NotifyRequest(
            "",
            to,
            random.nextInt(5) == 0 ? Set.of(user) : Set.of(),
            notification,
            0,
            Long.MAX_VALUE,
            Optional.empty(),
            random.nextInt(4) == 0 ? Optional.of("state") : Optional.empty());
    NotifyOutcome outcome = direct("send " + request, () -> model.deliver(request));
    ids.add(((NotifyOutcome.Delivered) outcome).id());
  }

  private void mark(UserId user) {
    List<Item> items = view(user, false).items();
    if (items.isEmpty()) {
      return;
    }
    Item item = items.get(random.nextInt(items.size()));
    Kind kind = List.of(Kind.values()).get(random.nextInt(Kind.values().length));
    OptionalLong at =
        random.nextInt(4) == 0
            ? OptionalLong.of(loops.wallMillis() - random.nextInt(500))
            : OptionalLong.empty();
    switch (random.nextInt(4)) {
      case 0 -> {
        Instant until = Instant.ofEpochMilli(loops.wallMillis() + random.nextInt(3_000));
        direct("snooze " + user, () -> model.snooze(user, List.of(item.id()), until));
      }
      case 1 -> {
        Mark all = new Mark(kind, new Target.All(ItemFilter.INBOX, item.place()), at);
        direct("mark " + user + all, () -> model.mark(user, all));
      }
      default -> {
        Mark one = new Mark(kind, new Target.Ids(List.of(item.id())), at);
        direct("mark " + user + one, () -> model.mark(user, one));
      }
    }
  }

  private <T> T direct(String what, Supplier<CompletionStage<T>> asked) {
    direct = true;
    T answer = asked.get().toCompletableFuture().join();
    direct = false;
    tell(what);
    return answer;
  }

  private void tell(String what) {
    story.append(what.replaceAll(NOISE, "")).append('\n');
  }

  private InboxView view(UserId user, boolean grouped) {
    ViewQuery query =
        new ViewQuery(ItemFilter.INBOX, grouped, Optional.empty(), 100, Optional.empty());
    direct = true;
    InboxView view = model.view(user, query).toCompletableFuture().join();
    direct = false;
    return view;
  }

  private void check(SimulatedDevice device) {
    InboxView view = view(device.user(), device.grouped());
    ClientStore client = device.client();
    if (device.knowsItsVersion() && client.version.equals(view.version().toString())) {
      equal(device, "items", texts(shown(client)), texts(InboxFrames.page(view).items()));
      equal(device, "groups", client.groups, InboxFrames.page(view).groups());
    }
  }

  /// What a client shows, but for what has fallen out of windows, of which no client is told.
  private List<InboxItem> shown(ClientStore client) {
    return client.shown().stream()
        .filter(item -> model.isWithin(new ChannelName(item.channel()), Ulid.from(item.id())))
        .toList();
  }

  /// Each item in few words: which, where, and what was done with it.
  private static List<String> texts(List<InboxItem> items) {
    return items.stream()
        .map(item ->
            item.id().replaceFirst("^.*0{4,}", "")
                + " "
                + item.channel()
                + (item.seen() ? " seen" : "")
                + (item.read() ? " read" : ""))
        .toList();
  }

  private static void equal(SimulatedDevice device, String what, Object shown, Object expected) {
    if (!shown.equals(expected)) {
      throw new AssertionError(device + ": " + what + "\n" + shown + "\n" + expected);
    }
  }

  /// The faults end. Each feed and user has one more event, but for worlds in which those of shared
  /// feeds alone were lost: there devices have all without, if not by its last version, since what
  /// shows nothing is not told.
  private void end() {
    calm = true;
    failing = false;
    rest();
    direct("all that is snoozed comes back", model::tick);
    boolean more = losesEvents || !losesThoseOfFeeds;
    if (more) {
      oneMoreEach();
    }
    rest();
    for (SimulatedDevice device : devices) {
      InboxView view = view(device.user(), device.grouped());
      List<InboxItem> items = InboxFrames.page(view).items();
      if (more) {
        equal(device, "version", device.client().version, view.version().toString());
      }
      equal(device, "items", texts(shown(device.client())), texts(items));
      equal(device, "groups", device.client().groups, InboxFrames.page(view).groups());
      equal(device, "counts", device.client().counts, InboxFrames.numbers(view.counts()));
    }
  }

  private void oneMoreEach() {
    for (UserId user : new HashSet<>(USERS)) {
      send(new Recipients.Users(List.of(user)), new UserId("nobody"));
    }
    send(new Recipients.Everyone(), new UserId("nobody"));
    FEEDS.forEach(feed -> send(new Recipients.Followers(feed), new UserId("nobody")));
  }

  private void rest() {
    for (int i = 0; i < 8; i++) {
      devices.forEach(SimulatedDevice::calmDown);
      while (next(late) || next(lateOfFeeds)) {
        // until none is left
      }
      compareEvents();
      loops.pass(Duration.ofSeconds(1));
    }
  }
}
