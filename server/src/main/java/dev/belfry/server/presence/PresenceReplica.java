package dev.belfry.server.presence;

import dev.belfry.protocol.PresenceMember;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.Push.PresenceChange;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.presence.PresenceUpdate.Change;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A copy of one channel's presence, on one loop that watches it. All of the loop's watchers are
/// told from here, so what a late one gets first, all who are there, is just what the changes after
/// it begin from. Owned by the loop.
final class PresenceReplica {
  private static final Duration COUNT_INTERVAL = Duration.ofSeconds(1);

  /// Characters of changes that leave as one frame.
  private static final int RUN_LENGTH_MAX = 16 * 1024;

  private final LoopPresence presence;
  private final ChannelName channel;
  private final Loop loop;
  private final Clock clock;
  private final Set<PresenceWatch> watches = new LinkedHashSet<>();
  private final Map<String, PresenceMember> members = new LinkedHashMap<>();
  private int count;

  /// Whether only the number of users is known.
  private boolean counted;

  /// Whether the owner has told anything yet.
  private boolean ready;

  /// The line that tells all members; null where it has to be written anew.
  private @Nullable String everyone;

  private long countNotBeforeNanos;
  private boolean countIsDue;

  PresenceReplica(LoopPresence presence, ChannelName channel, Loop loop, Clock clock) {
    this.presence = presence;
    this.channel = channel;
    this.loop = loop;
    this.clock = clock;
    this.countNotBeforeNanos = clock.nanos();
  }

  Loop loop() {
    return loop;
  }

  ChannelName channel() {
    return channel;
  }

  PresenceWatch add(PresenceWish wish, PresenceWatcher watcher) {
    PresenceWatch watch = new PresenceWatch(this, wish, watcher);
    watches.add(watch);
    if (ready) {
      tellAll(watch);
    }
    return watch;
  }

  void remove(PresenceWatch watch) {
    watches.remove(watch);
    if (watches.isEmpty()) {
      presence.close(this);
    }
  }

  /// Tells one watcher all that is known.
  void tellAll(PresenceWatch watch) {
    if (toldMembers(watch)) {
      try (SharedLine line = new SharedLine(everyone())) {
        watch.tellMembers(line);
      }
    } else {
      try (SharedLine line = new SharedLine(countLine())) {
        watch.tellCount(count, line);
      }
    }
  }

  private boolean toldMembers(PresenceWatch watch) {
    return watch.wantsMembers() && !counted;
  }

  /// What the owner tells.
  void take(PresenceUpdate update) {
    loop.check();
    ready = true;
    switch (update) {
      case PresenceUpdate.Everyone(List<PresenceMember> all) -> {
        counted = false;
        members.clear();
        all.forEach(member -> members.put(member.user(), member));
        count = all.size();
        everyone = null;
        tellMembers(everyone());
      }
      case PresenceUpdate.Changes(List<Change> changes) -> takeChanges(changes);
      case PresenceUpdate.Count(int number) -> {
        counted = true;
        members.clear();
        count = number;
        everyone = null;
      }
    }
    countChanged();
  }

  private void takeChanges(List<Change> changes) {
    StringBuilder run = new StringBuilder();
    for (Change change : changes) {
      String line = take(change);
      if (line != null) {
        run.append(run.isEmpty() ? "" : "\n").append(line);
      }
      if (run.length() > RUN_LENGTH_MAX) {
        tellMembers(run.toString());
        run.setLength(0);
      }
    }
    everyone = null;
    count = members.size();
    if (!run.isEmpty()) {
      tellMembers(run.toString());
    }
  }

  /// The line that tells of a change; null for none.
  private @Nullable String take(Change change) {
    return switch (change) {
      case Change.Joined(PresenceMember member) -> {
        members.put(member.user(), member);
        yield line(new PresenceChange.Joined(member));
      }
      case Change.Left(PresenceMember member) -> {
        members.remove(member.user());
        yield line(new PresenceChange.Left(member));
      }
      case Change.Updated(PresenceMember member) -> {
        members.put(member.user(), member);
        yield null;
      }
    };
  }

  private void tellMembers(String text) {
    try (SharedLine line = new SharedLine(text)) {
      for (PresenceWatch watch : List.copyOf(watches)) {
        if (toldMembers(watch)) {
          watch.tellMembers(line);
        }
      }
    }
  }

  // ---- how many

  private void countChanged() {
    long restNanos = countNotBeforeNanos - clock.nanos();
    if (restNanos <= 0) {
      tellCount();
    } else if (!countIsDue) {
      countIsDue = true;
      loop.schedule(Duration.ofNanos(restNanos), this::tellDueCount);
    }
  }

  private void tellDueCount() {
    countIsDue = false;
    tellCount();
  }

  private void tellCount() {
    countNotBeforeNanos = clock.nanos() + COUNT_INTERVAL.toNanos();
    try (SharedLine line = new SharedLine(countLine())) {
      for (PresenceWatch watch : List.copyOf(watches)) {
        if (!toldMembers(watch)) {
          watch.tellCount(count, line);
        }
      }
    }
  }

  // ---- lines

  private String everyone() {
    String known = everyone;
    if (known == null) {
      known = line(new PresenceChange.Members(List.copyOf(members.values())));
      everyone = known;
    }
    return known;
  }

  private String countLine() {
    return line(new PresenceChange.Count(count));
  }

  private String line(PresenceChange change) {
    return ServerFrames.write(new Push.Presence(channel.text(), change));
  }
}
