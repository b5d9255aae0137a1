package dev.belfry.server.presence.shared;

import dev.belfry.protocol.PresenceMember;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.ClusterView;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Reads who is present on other nodes: in the channels that somebody watches here, each time that
/// a node has written something of them, and in those that are asked for once. One read is under
/// way at a time, of a few channels; a channel is read at most a few times in a second, whatever
/// happens in it. What a node has is kept while it has no complete edition. Owned by the loop of
/// the cluster.
final class EntryReader {
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration COUNT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int CHANNELS_MAX = 8;

  private final PresenceTable table;
  private final Loop loop;
  private final Clock clock;
  private final Supplier<String> ownEdition;
  private final Runnable renewRow;
  private final SharedPresenceBounds bounds;
  private final Map<String, HeardBatches> nodes = new HashMap<>();
  private final Map<ChannelName, WatchedChannel> watched = new HashMap<>();

  /// Those that have to be read, in the order in which they became so.
  private final Set<ChannelName> stale = new LinkedHashSet<>();

  /// Channels that are asked for once, and who asks.
  private final Map<ChannelName, List<Consumer<Elsewhere>>> askedOnce = new LinkedHashMap<>();

  /// Those that are being read now.
  private Set<ChannelName> beingRead = Set.of();

  private long bytes;

  /// Whether the engine has said which nodes are there, or has failed to.
  private boolean nodesKnown;

  /// During which the engine has said so.
  private String life = "";

  private boolean reading;
  private boolean timerSet;

  /// @param ownEdition of this node
  /// @param renewRow has this node's row written, and all others read, soon
  EntryReader(
      PresenceTable table,
      Loop loop,
      Clock clock,
      Supplier<String> ownEdition,
      Runnable renewRow,
      SharedPresenceBounds bounds) {
    this.table = table;
    this.loop = loop;
    this.clock = clock;
    this.ownEdition = ownEdition;
    this.renewRow = renewRow;
    this.bounds = bounds;
  }

  // ---- who watches

  void watch(ChannelName channel, OwnMembers owner, boolean countOnly) {
    watched.put(channel, new WatchedChannel(channel, owner, countOnly, clock.nanos()));
    stale.add(channel);
    readOn();
  }

  void unwatch(ChannelName channel) {
    WatchedChannel known = watched.remove(channel);
    if (known != null) {
      bytes -= known.bytes();
      stale.remove(channel);
    }
  }

  void ask(ChannelName channel, Consumer<Elsewhere> then) {
    askedOnce.computeIfAbsent(channel, _ -> new ArrayList<>()).add(then);
    readOn();
  }

  // ---- what may have changed

  /// The nodes that are there.
  void nodes(ClusterView view) {
    nodesKnown = true;
    life = view.life();
    boolean missed = false;
    for (var node : view.nodes().entrySet()) {
      if (!node.getKey().equals(view.own())) {
        HeardBatches heard = nodes.computeIfAbsent(node.getKey(), _ -> new HeardBatches());
        if (view.named().contains(node.getKey())) {
          missed |= heard.row(node.getValue().presence());
        } else {
          heard.unnamed();
        }
      }
    }
    boolean gone = nodes.keySet().retainAll(view.nodes().keySet());
    if (gone) {
      watched.values().forEach(this::forgetGone);
    }
    if (missed) {
      allStale();
    }
    readOn();
  }

  private void forgetGone(WatchedChannel channel) {
    long before = channel.bytes();
    if (nodes.isEmpty()) {
      channel.clear();
      channel.tell();
    } else if (channel.counted()) {
      stale.add(channel.channel());
    } else if (channel.retain(nodes.keySet())) {
      channel.tell();
    }
    bytes += channel.bytes() - before;
  }

  void allStale() {
    stale.addAll(watched.keySet());
    readOn();
  }

  /// A node has written something.
  void told(String node, WrittenBatch batch) {
    HeardBatches heard = nodes.get(node);
    if (heard == null) {
      return; // its row comes
    }
    if (heard.told(batch) || batch.all()) {
      allStale();
    } else {
      batch.channels().stream().filter(watched::containsKey).forEach(stale::add);
      readOn();
    }
  }

  /// This node has written something: users that are here and elsewhere count once from now on.
  void ownWritten(List<PresenceTable.Entry> entries, boolean all) {
    Stream<WatchedChannel> changed =
        all
            ? watched.values().stream()
            : entries.stream()
                .map(PresenceTable.Entry::channel)
                .distinct()
                .<WatchedChannel>mapMulti(this::find);
    changed
        .filter(channel -> channel.counted() || beingRead.contains(channel.channel()))
        .forEach(channel -> stale.add(channel.channel()));
    readOn();
  }

  private void find(ChannelName name, Consumer<WatchedChannel> then) {
    WatchedChannel known = watched.get(name);
    if (known != null) {
      then.accept(known);
    }
  }

  // ---- reading

  private void readOn() {
    if (reading || !nodesKnown || (stale.isEmpty() && askedOnce.isEmpty())) {
      return;
    }
    Map<String, String> editions = editions();
    Map<ChannelName, PresenceTable.Question> questions = questions();
    if (questions.isEmpty()) {
      readIn(INTERVAL);
    } else if (editions.isEmpty()) {
      stale.removeAll(questions.keySet());
      answer(questions, new HashMap<>(), editions);
      readOn();
    } else {
      read(questions, editions);
    }
  }

  /// The nodes by their complete editions.
  private Map<String, String> editions() {
    Map<String, String> editions = new HashMap<>();
    nodes.forEach((node, heard) -> {
      if (heard.edition() != 0) {
        editions.put(PresenceTable.edition(node, heard.edition()), node);
      }
    });
    return editions;
  }

  private Map<ChannelName, PresenceTable.Question> questions() {
    Map<ChannelName, PresenceTable.Question> questions = new LinkedHashMap<>();
    for (ChannelName channel : askedOnce.keySet()) {
      if (questions.size() < CHANNELS_MAX) {
        questions.put(channel, new PresenceTable.Question(channel, rowsMax()));
      }
    }
    long now = clock.nanos();
    for (ChannelName name : stale) {
      WatchedChannel channel = watched.get(name);
      if (questions.size() < CHANNELS_MAX && channel != null && channel.notBeforeNanos - now <= 0) {
        boolean room = bytes - channel.bytes() < bounds.bytesMax();
        int rows = channel.countOnly() || !room ? 0 : rowsMax();
        questions.putIfAbsent(name, new PresenceTable.Question(name, rows));
      }
    }
    return questions;
  }

  private int rowsMax() {
    return Math.clamp((long) bounds.membersMax() * Math.max(1, nodes.size()), 0, 1_000_000);
  }

  private void readIn(Duration delay) {
    if (!timerSet) {
      timerSet = true;
      loop.schedule(
          delay,
          () -> {
            timerSet = false;
            readOn();
          });
    }
  }

  private void read(
      Map<ChannelName, PresenceTable.Question> questions, Map<String, String> editions) {
    reading = true;
    beingRead = questions.keySet();
    stale.removeAll(questions.keySet());
    var _ =
        table
            .read(List.copyOf(questions.values()), ownEdition.get(), editions.keySet())
            .whenComplete((found, failure) ->
                loop.execute(() -> {
                  reading = false;
                  beingRead = Set.of();
                  if (failure != null) {
                    unanswered(questions);
                  } else if (found.life().equals(life)) {
                    answer(questions, found.channels(), editions);
                    readOn();
                  } else { // nodes have to say anew what they have: they are asked first
                    renewRow.run();
                    unanswered(questions);
                  }
                }));
  }

  /// Who asks is told what is known, and who has been told nothing is.
  private void unanswered(Map<ChannelName, PresenceTable.Question> questions) {
    for (ChannelName name : questions.keySet()) {
      answerOnce(name, Elsewhere.NOBODY);
      WatchedChannel channel = watched.get(name);
      if (channel != null) {
        stale.add(name);
        if (!channel.told()) {
          channel.tell();
        }
      }
    }
    readIn(RETRY);
  }

  private void answer(
      Map<ChannelName, PresenceTable.Question> questions,
      Map<ChannelName, PresenceTable.Found> found,
      Map<String, String> editions) {
    for (ChannelName name : questions.keySet()) {
      PresenceTable.Found answer = found.getOrDefault(name, new PresenceTable.Found.Rows(Map.of()));
      WatchedChannel channel = watched.get(name);
      if (channel != null) {
        long before = channel.bytes();
        if (nodes.isEmpty()) {
          channel.clear();
        } else {
          take(channel, answer, editions);
        }
        channel.tell();
        bytes += channel.bytes() - before;
      }
      answerOnce(name, once(answer));
    }
  }

  private void take(
      WatchedChannel channel, PresenceTable.Found answer, Map<String, String> editions) {
    channel.notBeforeNanos =
        clock.nanos() + (channel.countOnly() ? COUNT_INTERVAL : INTERVAL).toNanos();
    switch (answer) {
      case PresenceTable.Found.Rows(var byEdition) ->
          editions.forEach((edition, node) -> {
            if (nodes.containsKey(node)) {
              channel.members(node, members(byEdition.getOrDefault(edition, Map.of())));
            }
          });
      case PresenceTable.Found.Count(int users) -> {
        if (channel.counted() && editions.size() < nodes.size()) {
          stale.add(channel.channel()); // a node is telling all anew: what it had still counts
        } else {
          channel.count(users);
        }
        if (!nodes.keySet().containsAll(editions.values())) {
          stale.add(channel.channel()); // a node has gone meanwhile, and was counted
        }
      }
    }
  }

  private static Map<String, PresenceMember> members(Map<String, String> rows) {
    Map<String, PresenceMember> members = new HashMap<>();
    rows.forEach(
        (user, row) -> MemberRow.read(user, row).ifPresent(member -> members.put(user, member)));
    return members;
  }

  private void answerOnce(ChannelName name, Elsewhere known) {
    List<Consumer<Elsewhere>> asking = askedOnce.remove(name);
    if (asking != null) {
      asking.forEach(then -> then.accept(known));
    }
  }

  private static Elsewhere once(PresenceTable.Found answer) {
    return switch (answer) {
      case PresenceTable.Found.Rows(var byEdition) -> {
        Map<String, Map<String, PresenceMember>> byNode = new HashMap<>();
        byEdition.forEach((edition, rows) -> byNode.put(edition, members(rows)));
        yield new Elsewhere.Members(WatchedChannel.union(byNode));
      }
      case PresenceTable.Found.Count(int users) -> new Elsewhere.Count(users);
    };
  }
}
