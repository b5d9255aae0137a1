package dev.belfry.server.inbox;

import dev.belfry.protocol.ItemChange;
import dev.belfry.server.runtime.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the sessions of a user are told at one time: the parts, then the counts. Sessions with the
/// equal encoders get the same bytes.
final class Telling {
  private final List<InboxPart> parts;
  private final InboxVersion version;
  private final InboxCounts counts;
  private final Regrouping regrouping;
  private final Optional<List<GroupCount>> groups;
  private final Map<InboxEncoder, Frame> frames = new HashMap<>(2);

  private Telling(
      List<InboxPart> parts,
      InboxVersion version,
      InboxCounts counts,
      Regrouping regrouping,
      Optional<List<GroupCount>> groups) {
    this.parts = parts;
    this.version = version;
    this.counts = counts;
    this.regrouping = regrouping;
    this.groups = groups;
  }

  /// @param regrouping what it does to groups
  Telling(List<InboxPart> parts, InboxVersion version, InboxCounts counts, Regrouping regrouping) {
    this(parts, version, counts, regrouping, Optional.empty());
  }

  /// The version and the counts alone.
  static Telling of(InboxVersion version, InboxCounts counts) {
    return new Telling(List.of(), version, counts, Regrouping.NONE);
  }

  /// Other parts with this version and these counts.
  Telling with(List<InboxPart> others, Optional<List<GroupCount>> itsGroups) {
    return new Telling(others, version, counts, Regrouping.NONE, itsGroups);
  }

  Regrouping regrouping() {
    return regrouping;
  }

  /// The groups, where a session is told of them.
  Optional<List<GroupCount>> groups() {
    return groups;
  }

  List<InboxPart> parts() {
    return parts;
  }

  InboxVersion version() {
    return version;
  }

  InboxCounts counts() {
    return counts;
  }

  /// All of it, on the wire. It is released with the telling.
  Frame frame(InboxEncoder encoder) {
    return frames.computeIfAbsent(encoder, by -> by.encode(lines(parts, Set.of()), version));
  }

  /// Without what came with some revisions. The caller releases it.
  Frame frame(InboxEncoder encoder, Set<Long> without) {
    return encoder.encode(lines(parts, without), version);
  }

  /// Whether items may come into a page of a state.
  boolean brings(ItemFilter.State shown) {
    return parts.stream().anyMatch(part -> part.brings(shown));
  }

  /// Whether nothing is left without what came with some revisions.
  boolean isEmpty(Set<Long> without) {
    return parts.stream().allMatch(part -> isOf(part, without));
  }

  private static boolean isOf(InboxPart part, Set<Long> revisions) {
    return part instanceof InboxPart.Change change && revisions.contains(change.revision());
  }

  /// Notifications are lines of their own, in their order among the changes. The last line has the
  /// counts.
  private List<String> lines(List<InboxPart> all, Set<Long> without) {
    List<String> lines = new ArrayList<>();
    List<ItemChange> changes = new ArrayList<>();
    for (InboxPart part : all) {
      switch (part) {
        case InboxPart.Notification(String line) -> {
          if (!changes.isEmpty()) {
            lines.add(InboxLines.inbox(version, counts, Optional.empty(), changes));
            changes = new ArrayList<>();
          }
          lines.add(line);
        }
        case InboxPart.Change change -> {
          if (!without.contains(change.revision())) {
            changes.add(change.change());
          }
        }
      }
    }
    lines.add(InboxLines.inbox(version, counts, groups, changes));
    return lines;
  }

  void release() {
    frames.values().forEach(Frame::release);
    frames.clear();
  }
}
