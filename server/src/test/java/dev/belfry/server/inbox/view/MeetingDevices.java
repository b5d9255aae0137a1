package dev.belfry.server.inbox.view;

import dev.belfry.server.inbox.Mark;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Some devices of one user, online and offline, that mark a few items. Each sends what has changed
/// since it last heard of the server, each change with its last time. Beside the server's sets
/// stands what the latest mark of each item said.
final class MeetingDevices {
  private static final int ITEMS = 5;
  private static final int STEPS = 40;

  /// One thing that can be taken back: of an item, whether it is read, or archived.
  private record Cell(int item, boolean archived) implements Comparable<Cell> {
    @Override
    public int compareTo(Cell other) {
      return Comparator.comparingInt(Cell::item).thenComparing(Cell::archived).compare(this, other);
    }
  }

  private record Change(boolean value, long atMillis) {}

  private static final class Device {
    final Map<Cell, Boolean> synced = new TreeMap<>();
    final Map<Cell, Change> pending = new TreeMap<>();
    boolean online = true;

    boolean shows(Cell cell) {
      Change change = pending.get(cell);
      return change == null ? synced.getOrDefault(cell, false) : change.value;
    }
  }

  private final Random random;
  private final boolean withTimes;
  private final List<Device> devices = new ArrayList<>();
  private final Map<Cell, Change> latest = new TreeMap<>();
  private FeedMarks server = FeedMarks.NONE;
  private long now = 1;

  MeetingDevices(Random random, boolean withTimes) {
    this.random = random;
    this.withTimes = withTimes;
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      devices.add(new Device());
    }
  }

  void run() {
    for (int step = 0; step < STEPS; step++) {
      now += 1 + random.nextInt(3);
      Device device = devices.get(random.nextInt(devices.size()));
      switch (random.nextInt(6)) {
        case 0 -> device.online = !device.online;
        case 1 -> markAll(device);
        default -> markOne(device);
      }
      syncAll();
    }
    devices.forEach(device -> device.online = true);
    syncAll();
  }

  private void markOne(Device device) {
    Cell cell = new Cell(random.nextInt(ITEMS), random.nextBoolean());
    change(device, cell, !device.shows(cell));
  }

  private void markAll(Device device) {
    boolean archived = random.nextBoolean();
    for (int item = 0; item < ITEMS; item++) {
      Cell cell = new Cell(item, archived);
      if (!device.shows(cell)) {
        change(device, cell, true);
      }
    }
  }

  private void change(Device device, Cell cell, boolean value) {
    device.pending.put(cell, new Change(value, now));
  }

  private void syncAll() {
    devices.stream().filter(device -> device.online).forEach(this::send);
    devices.stream().filter(device -> device.online).forEach(this::hear);
  }

  private void send(Device device) {
    device.pending.forEach((cell, change) -> {
      if (change.value != device.synced.getOrDefault(cell, false)) {
        apply(cell, change);
      }
    });
    device.pending.clear();
  }

  private void apply(Cell cell, Change change) {
    BitSet item = new BitSet();
    item.set(cell.item);
    long at = withTimes ? change.atMillis : now;
    server = server.mark(kindOf(cell, change.value), item, 0, new FeedMarks.When(at, true));
    Change before = latest.get(cell);
    boolean wins =
        before == null
            || change.atMillis > before.atMillis
            || (change.atMillis == before.atMillis && change.value);
    if (wins) {
      latest.put(cell, change);
    }
  }

  private static Mark.Kind kindOf(Cell cell, boolean value) {
    if (cell.archived) {
      return value ? Mark.Kind.ARCHIVED : Mark.Kind.UNARCHIVED;
    }
    return value ? Mark.Kind.READ : Mark.Kind.UNREAD;
  }

  private void hear(Device device) {
    for (int item = 0; item < ITEMS; item++) {
      device.synced.put(new Cell(item, false), server.read().contains(item + 1));
      device.synced.put(new Cell(item, true), server.archived().contains(item + 1));
    }
  }

  /// Where the server's sets are not what the latest marks said.
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    for (int item = 0; item < ITEMS; item++) {
      for (boolean archived : new boolean[] {false, true}) {
        PlaceSet set = archived ? server.archived() : server.read();
        Change change = latest.get(new Cell(item, archived));
        boolean wanted = change != null && change.value;
        if (set.contains(item + 1) != wanted) {
          differences.add(
              "item " + item + (archived ? " archived" : " read") + " is not " + wanted);
        }
      }
    }
    return differences;
  }
}
