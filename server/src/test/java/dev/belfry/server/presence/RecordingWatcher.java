package dev.belfry.server.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.PresenceMember;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.Push.PresenceChange;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.runtime.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// A client that keeps who is there by what it is told, and fails where that makes no sense. While
/// stalled it takes nothing.
class RecordingWatcher implements PresenceWatcher {
  final List<PresenceChange> told = new ArrayList<>();
  final Set<String> users = new TreeSet<>();
  int count = -1;
  boolean namesAreKnown;
  boolean stalled;

  @Override
  public Function<byte[], Frame> encoder() {
    return Lines::new;
  }

  @Override
  public boolean offer(Frame frame) {
    if (stalled) {
      return false;
    }
    String text = new String(((Lines) frame).utf8(), StandardCharsets.UTF_8);
    text.lines().forEach(this::hear);
    return true;
  }

  private void hear(String line) {
    if (ServerFrames.read(line, _ -> null)
        instanceof Decoded.Frame<ServerFrame>(Push.Presence(var channel, var change))) {
      told.add(change);
      apply(change);
    } else {
      throw new AssertionError(line);
    }
  }

  private void apply(PresenceChange change) {
    switch (change) {
      case PresenceChange.Members(List<PresenceMember> members) -> {
        users.clear();
        members.forEach(member -> assertThat(users.add(member.user())).isTrue());
        namesAreKnown = true;
      }
      case PresenceChange.Joined(PresenceMember member) -> {
        assertThat(namesAreKnown).as("joined before the set").isTrue();
        assertThat(users.add(member.user())).as(member.user() + " joined twice").isTrue();
      }
      case PresenceChange.Left(PresenceMember member) -> {
        assertThat(namesAreKnown).as("left before the set").isTrue();
        assertThat(users.remove(member.user())).as(member.user() + " left twice").isTrue();
      }
      case PresenceChange.Count(int number) -> {
        count = number;
        namesAreKnown = false;
      }
    }
  }

  private record Lines(byte[] utf8) implements Frame {
    @Override
    public int bytes() {
      return utf8.length;
    }

    @Override
    public void retain() {}

    @Override
    public void release() {}
  }
}
