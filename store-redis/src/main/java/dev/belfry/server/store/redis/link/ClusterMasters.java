package dev.belfry.server.store.redis.link;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The masters of a Redis Cluster, by what several of its servers say (`CLUSTER NODES`). A server
/// knows best which slots it has itself; of what others say of a master that was not asked, the
/// claim with the highest epoch counts, as it does among the servers.
final class ClusterMasters implements Masters {
  private static final int ASKED_MAX = 16;

  /// The fields of a line: id, address, flags, master, ping, pong, epoch, link, then slots.
  private static final int FIRST_SLOTS = 8;

  /// A master that has a slot.
  ///
  /// @param own whether it says so itself
  private record Claim(Address master, boolean own, long epoch) {
    boolean beats(@Nullable Claim other) {
      return other == null || (own == other.own ? epoch > other.epoch : own);
    }
  }

  private final List<Address> seeds;
  private final ServerPoll poll;

  /// The slot of each partition.
  private final int[] slots;

  private Set<Address> known = Set.of();

  /// @param seeds some servers of the cluster
  ClusterMasters(List<Address> seeds, ServerPoll poll, int[] slots) {
    this.seeds = seeds;
    this.poll = poll;
    this.slots = slots;
  }

  @Override
  public @Nullable Topology find() {
    Map<Address, String> answers = poll.ask(servers(), RedisClusterAsyncCommands::clusterNodes);
    if (answers.isEmpty()) {
      return null;
    }
    @Nullable Claim[] claims = new @Nullable Claim[slots.length];
    answers.forEach((asked, nodes) -> read(nodes, asked, claims, answers.keySet()));
    List<@Nullable Address> masters = new ArrayList<>();
    for (Claim claim : claims) {
      masters.add(claim == null ? null : claim.master());
    }
    Topology topology = new Topology(Collections.unmodifiableList(masters));
    known = topology.all();
    return topology;
  }

  @Override
  public String trouble() {
    return poll.trouble();
  }

  /// Some of the masters, others each time where there are many, and the seeds.
  private Set<Address> servers() {
    List<Address> masters = new ArrayList<>(known);
    Collections.shuffle(masters);
    masters.addAll(seeds);
    Set<Address> some = new LinkedHashSet<>(masters);
    return new LinkedHashSet<>(some.stream().limit(ASKED_MAX).toList());
  }

  private void read(String nodes, Address asked, @Nullable Claim[] claims, Set<Address> answered) {
    nodes
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> {
          List<String> fields = Arrays.asList(line.split(" "));
          List<String> flags = Arrays.asList(fields.get(2).split(","));
          if (fields.size() > FIRST_SLOTS && flags.contains("master")) {
            boolean own = flags.contains("myself");
            Address master = addressOf(fields.get(1), asked);
            if (own || !answered.contains(master)) {
              Claim claim = new Claim(master, own, Long.parseLong(fields.get(6)));
              read(fields.subList(FIRST_SLOTS, fields.size()), claim, claims);
            }
          }
        });
  }

  private void read(List<String> ranges, Claim claim, @Nullable Claim[] claims) {
    for (String range : ranges) {
      if (!range.startsWith("[")) { // a slot that is on its way is still its owner's
        String[] ends = range.split("-");
        claim(claim, Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]), claims);
      }
    }
  }

  private void claim(Claim claim, int from, int to, @Nullable Claim[] claims) {
    for (int partition = 0; partition < slots.length; partition++) {
      if (slots[partition] >= from && slots[partition] <= to && claim.beats(claims[partition])) {
        claims[partition] = claim;
      }
    }
  }

  /// Reads `host:port@busport,hostname`; a server that does not know its own host is where it was
  /// asked.
  private static Address addressOf(String text, Address asked) {
    int at = text.indexOf('@');
    String address = at < 0 ? text : text.substring(0, at);
    int colon = address.lastIndexOf(':');
    int comma = text.indexOf(',');
    int end = text.indexOf(',', comma + 1);
    String name = comma < 0 ? "" : text.substring(comma + 1, end < 0 ? text.length() : end);
    String host = name.isEmpty() ? address.substring(0, colon) : name;
    int port = Integer.parseInt(address.substring(colon + 1));
    return new Address(host.isEmpty() ? asked.host() : host, port);
  }
}
