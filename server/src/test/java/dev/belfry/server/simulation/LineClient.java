package dev.belfry.server.simulation;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Session;
import java.util.List;
import java.util.Random;

/// A client whose session listens to all its channels from the start, and is told of them in the
/// lines of `LineDialect`.
class LineClient extends SimulatedClient {
  private final SessionKind kind;
  List<Since> asked = List.of();
  private int sent;

  LineClient(
      String name,
      SessionKind kind,
      List<ChannelName> channels,
      Random random,
      SimulatedLoops loops) {
    super(name, channels, random, loops);
    this.kind = kind;
  }

  @Override
  Session open(Door door, FaultyOutlet outlet) {
    asked = channels.stream().map(this::wish).toList();
    return kind.open(door.room(), outlet, channels, asked);
  }

  @Override
  void act(Session session) {
    if (kind.publishes()) {
      SessionKind.send(session, "session." + name + "-" + connections + "." + sent++);
    }
  }

  @Override
  void hear(String line, Session session) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "begun" -> {
        for (int i = 0; i < channels.size(); i++) {
          Position position = Position.parse(words[i + 1]).orElseThrow();
          heard.told(channels.get(i), new Told.Begun(asked.get(i), position, session), position);
        }
      }
      case "message" -> {
        Position position = Position.parse(words[2]).orElseThrow();
        heard.told(new ChannelName(words[1]), new Told.Said(position, words[3]), position);
      }
      case "gap" -> {
        Position resume = Position.parse(words[2]).orElseThrow();
        Long missed = words[3].equals("null") ? null : Long.valueOf(words[3]);
        heard.told(new ChannelName(words[1]), new Told.Gap(resume, missed), resume);
      }
      default -> throw new Violation(Breach.WRONG_WORDS, "not a line: " + line);
    }
  }

  @Override
  void closed(CloseReason reason, Session session) {
    if (reason.text().startsWith("gap ")) {
      hear(reason.text(), session);
    }
  }
}
