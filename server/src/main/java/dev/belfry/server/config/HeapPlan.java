package dev.belfry.server.config;

import java.util.List;
import java.util.stream.Collectors;

/// How the heap is shared out by the bounds of a configuration: what each may come to, in bytes.
/// With the defaults they fit together, whatever the heap; settings that were given hold as they
/// are.
public final class HeapPlan {
  /// An idempotency key with its answer: two objects of a map, two texts, a digest.
  private static final long KEY_BYTES = 400;

  private static final int KEYS_MAX = 100_000;
  private static final MemoryShare KEYS = new MemoryShare.Percent(2);
  private static final MemoryShare RECENT = new MemoryShare.Percent(5);
  private static final MemoryShare READS = new MemoryShare.Percent(1);
  private static final MemoryShare PAGES = new MemoryShare.Percent(1);
  private static final MemoryShare INBOXES = new MemoryShare.Percent(1);
  private static final long INBOX_BYTES_MAX = 64 << 20;

  /// What may happen in inboxes before loops take it, as a part of their share; the rest is for
  /// indexes.
  private static final int INBOX_EVENTS_PART = 4;

  private static final int INBOX_EVENTS_BYTES_MIN = 16 << 10;
  private static final long RECENT_BYTES_MAX = 4 << 20;
  private static final int READ_BYTES = 64 * 1024;
  private static final int READS_MAX = 8;
  private static final int PAGE_BYTES_MIN = 64 * 1024;
  private static final int PAGE_BYTES_MAX = 1 << 20;
  private static final int PAGES_MAX = 4;

  /// What the embedding program may have under way, as a part of what clients may.
  private static final int PROGRAM_PART = 4;

  /// What users in their grace may cost, as a part of what subscriptions may.
  private static final int LINGERING_PART = 4;

  private static final int PROGRAM_BYTES_MIN = 1 << 20;

  /// What an idle connection costs.
  private static final int CONNECTION_BYTES = 2048;

  /// For connections, where their number is not set: beside what all other bounds come to.
  private static final MemoryShare CONNECTIONS = new MemoryShare.Percent(25);

  /// Beyond this part of the heap the server itself and its garbage collector have too little.
  private static final int PERCENT_MAX = 90;

  private final ServerConfig config;
  private final long heapBytes;
  private final int loops;

  /// One bound.
  ///
  /// @param name its key in the configuration, or what it bounds
  public record Part(String name, long bytes) {}

  /// @param heapBytes the largest heap that the process may have
  /// @param loops event loops, each with its part
  public HeapPlan(ServerConfig config, long heapBytes, int loops) {
    this.config = config;
    this.heapBytes = heapBytes;
    this.loops = loops;
  }

  /// The plan of this process.
  public static HeapPlan of(ServerConfig config, int loops) {
    return new HeapPlan(config, Runtime.getRuntime().maxMemory(), loops);
  }

  /// What waits for the clients of one loop.
  public long outboxes() {
    return config.limits().outboxes().bytesOf(heapBytes) / loops;
  }

  /// What has come from the clients of one loop and is not done with.
  public long incoming() {
    return allIncoming() / loops;
  }

  private long allIncoming() {
    return config.limits().incoming().bytesOf(heapBytes);
  }

  /// What the embedding program has under way.
  public int program() {
    return Math.clamp(allIncoming() / PROGRAM_PART, PROGRAM_BYTES_MIN, Integer.MAX_VALUE);
  }

  /// The subscriptions of one loop's clients.
  public long subscriptionsBytes() {
    return config.limits().subscriptionsBytes().bytesOf(heapBytes) / loops;
  }

  /// The users in their grace, in the channels of one loop.
  public long lingering() {
    return subscriptionsBytes() / LINGERING_PART;
  }

  /// Users who are present on other nodes, as far as they are known here. With other nodes the
  /// schedule is kept by an engine, and this takes the place of that in memory.
  public long presentElsewhere() {
    return scheduledBytes();
  }

  /// All logs in memory.
  public long memoryLogs() {
    return config.limits().memoryLogs().bytesOf(heapBytes);
  }

  /// What waits in memory for its time.
  public long scheduledBytes() {
    return config.limits().scheduledBytes().bytesOf(heapBytes);
  }

  /// What waits on disk for its time.
  public long scheduledOnDisk() {
    return config.limits().scheduledBytes().bytesOnDisk(heapBytes);
  }

  /// The number of idempotency keys in memory.
  public int idempotencyKeys() {
    return config
        .limits()
        .idempotencyKeys()
        .orElseGet(() -> (int) Math.min(KEYS_MAX, KEYS.bytesOf(heapBytes) / KEY_BYTES));
  }

  /// The newest messages of durable channels.
  public long tails() {
    return config.store().tails().bytesOf(heapBytes);
  }

  /// Publishes that wait to be stored.
  public long appendsWaitingBytes() {
    return Math.max(
        config.limits().message().bytes(), config.store().appendsWaitingBytes().bytesOf(heapBytes));
  }

  /// What is kept in memory of the feeds that users' inboxes share.
  public long inboxIndexes() {
    return inboxes() / INBOX_EVENTS_PART * (INBOX_EVENTS_PART - 1);
  }

  private long inboxes() {
    return Math.min(INBOX_BYTES_MAX, INBOXES.bytesOf(heapBytes));
  }

  /// What happens in inboxes and waits for one loop.
  public int inboxEvents() {
    return (int) Math.max(INBOX_EVENTS_BYTES_MIN, inboxes() / INBOX_EVENTS_PART / loops);
  }

  /// Frames that one loop keeps for clients that come to the same place.
  public long recent() {
    return Math.min(RECENT_BYTES_MAX, RECENT.bytesOf(heapBytes) / loops);
  }

  /// Reads from disk that one loop has under way for subscribers that are behind.
  public int reads() {
    return Math.clamp(READS.bytesOf(heapBytes) / loops / READ_BYTES, 1, READS_MAX);
  }

  /// The size of a page of history.
  public int pageBytes() {
    return Math.clamp(PAGES.bytesOf(heapBytes) / loops, PAGE_BYTES_MIN, PAGE_BYTES_MAX);
  }

  /// Pages of history that one loop has under way from disk.
  public int pages() {
    return Math.clamp(PAGES.bytesOf(heapBytes) / loops / pageBytes(), 1, PAGES_MAX);
  }

  /// The number of connections, where none is set.
  public int connections() {
    return Math.clamp(CONNECTIONS.bytesOf(heapBytes) / CONNECTION_BYTES, 1, Integer.MAX_VALUE);
  }

  /// All bounds but for connections. Publishes that wait to be stored are part of
  /// `limits.incoming`.
  public List<Part> parts() {
    return List.of(
        new Part("limits.outboxes", loops * outboxes()),
        new Part("limits.incoming", allIncoming() + program()),
        new Part("limits.subscriptions-bytes", loops * (subscriptionsBytes() + lingering())),
        new Part("limits.memory-logs", memoryLogs()),
        new Part("limits.scheduled-bytes", scheduledBytes()),
        new Part("limits.idempotency-keys", idempotencyKeys() * KEY_BYTES),
        new Part("store.tails", tails()),
        new Part("inboxes", inboxIndexes() + (long) loops * inboxEvents()),
        new Part(
            "reads",
            loops * (recent() + (long) reads() * READ_BYTES + (long) pages() * pageBytes())));
  }

  /// What all bounds come to together.
  public long bytes() {
    return parts().stream().mapToLong(Part::bytes).sum();
  }

  /// Whether the heap can hold that, with as many connections as are set, and the server beside it.
  public boolean fits() {
    long connections = (long) config.limits().connections() * CONNECTION_BYTES;
    return bytes() + connections <= heapBytes / 100 * PERCENT_MAX;
  }

  /// All bounds with their figures.
  @Override
  public String toString() {
    return parts().stream()
        .map(part -> part.name() + " " + mebibytes(part.bytes()))
        .collect(
            Collectors.joining(
                ", ", mebibytes(bytes()) + " of a heap of " + mebibytes(heapBytes) + " (", ")"));
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
