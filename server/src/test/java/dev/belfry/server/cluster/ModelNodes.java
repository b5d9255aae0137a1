package dev.belfry.server.cluster;

import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The server of an engine as nodes use it for themselves: answers come late, hints come late,
/// twice or not at all, and at times nothing gets through.
public final class ModelNodes {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int DELAY_MILLIS_MAX = 8;
  private static final int LATE_MILLIS_MAX = 4_000;

  private record Row(String text, long untilMillis, String life) {}

  private final SimulatedLoops clock;
  private final SimulatedLoop wire;
  private final Random random;
  private final Map<String, Row> rows = new HashMap<>();
  private final List<Link> links = new ArrayList<>();
  private int life = 1;

  /// Whether a node is never told that its lease is lost; for controls.
  public boolean hidesLostLeases;

  /// Of ten hints, how many are lost, and come twice.
  public int lostOfTen;

  public int doubledOfTen;

  /// @param wire on which the server and what is under way have their turns
  public ModelNodes(SimulatedLoops clock, SimulatedLoop wire, Random random) {
    this.clock = clock;
    this.wire = wire;
    this.random = random;
  }

  /// Begins another life.
  ///
  /// @param empty whether all that was kept is lost
  public void renew(boolean empty) {
    life++;
    if (empty) {
      rows.clear();
    }
  }

  /// Which life it is.
  public String life() {
    return hidesLostLeases ? "" : "" + life;
  }

  /// Whether a node's row is there, or was a while ago.
  public boolean knows(String id) {
    Row row = rows.get(id);
    return row != null && row.untilMillis + NodeTable.REMOVED_AFTER.toMillis() > clock.wallMillis();
  }

  /// The ids of rows whose lease lasts.
  public List<String> there() {
    return rows.entrySet().stream()
        .filter(row -> row.getValue().untilMillis > clock.wallMillis())
        .filter(row -> row.getValue().life.equals(life()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /// One node's way to the server.
  public Link link() {
    Link link = new Link();
    links.add(link);
    return link;
  }

  /// One node's way to the server.
  public final class Link implements NodeTable {
    private @Nullable HintListener listener;

    /// Whether nothing gets through; some of what is asked is done all the same.
    public boolean away;

    /// Whether the node is dead: nothing comes from it or to it any more.
    public boolean deaf;

    private Link() {}

    /// Asks the server; the answer comes by the wire.
    public <T> CompletionStage<T> call(Supplier<T> atServer) {
      return call(LATE_MILLIS_MAX, atServer);
    }

    /// The same; what is not answered may get there some time after it was asked.
    public <T> CompletionStage<T> call(int lateMillisMax, Supplier<T> atServer) {
      CompletableFuture<T> answer = new CompletableFuture<>();
      if (!deaf) {
        wire.schedule(aWhile(), () -> reach(lateMillisMax, atServer, answer));
      }
      return answer;
    }

    private <T> void reach(int lateMillisMax, Supplier<T> atServer, CompletableFuture<T> answer) {
      if (!away) {
        T value = atServer.get();
        wire.schedule(aWhile(), () -> answer.complete(value));
        return;
      }
      if (random.nextBoolean()) { // it gets there all the same, perhaps after it was given up
        wire.schedule(
            Duration.ofMillis(random.nextInt(lateMillisMax)),
            () -> {
              var _ = atServer.get();
            });
      }
      wire.schedule(TIMEOUT, () -> answer.completeExceptionally(new IllegalStateException("away")));
    }

    private Duration aWhile() {
      return Duration.ofMillis(1 + random.nextInt(DELAY_MILLIS_MAX));
    }

    @Override
    public void hear(HintListener to) {
      listener = to;
    }

    @Override
    public CompletionStage<RollCall> write(
        String id, String row, Duration lease, @Nullable String during) {
      return call(() -> {
        Row known = rows.get(id);
        boolean lasts = known != null && known.untilMillis > clock.wallMillis();
        boolean kept = during != null && during.equals("" + life) && lasts;
        boolean written = during == null || kept || hidesLostLeases;
        if (written) {
          rows.put(id, new Row(row, clock.wallMillis() + lease.toMillis(), life()));
        }
        Map<String, String> found = new TreeMap<>();
        there().forEach(node -> found.put(node, rows.get(node).text));
        return new RollCall(written, life(), found);
      });
    }

    @Override
    public CompletionStage<?> remove(String id) {
      return call(() -> rows.remove(id) != null);
    }

    @Override
    public CompletionStage<?> tell(Hint hint) {
      return call(() -> {
        links.forEach(link -> link.deliver(hint));
        return true;
      });
    }

    private void deliver(Hint hint) {
      HintListener to = listener;
      if (to == null || deaf || away || random.nextInt(10) < lostOfTen) {
        return;
      }
      int times = random.nextInt(10) < doubledOfTen ? 2 : 1;
      for (int i = 0; i < times; i++) {
        wire.schedule(aWhile(), () -> to.told(hint));
      }
    }

    /// The connection that hints come by is another one.
    public void doubt() {
      HintListener to = listener;
      if (to != null && !deaf) {
        to.doubtful();
      }
    }
  }
}
