package dev.belfry.server.simulation;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.MessageFrame;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.PublishReply;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The pages of history that a client was given, and what it was told of its publishes: judged as
/// what it hears of a channel is.
final class Pages {
  private record Read(Command.History asked, Reply.Page page) {}

  private record Published(Command.Publish asked, PublishReply kept) {}

  private final Truth truth;
  private final List<Read> read = new ArrayList<>();
  private final List<Published> published = new ArrayList<>();

  Pages(Truth truth) {
    this.truth = truth;
  }

  void read(Command.History asked, Reply.Page page) {
    read.add(new Read(asked, page));
  }

  void published(Command.Publish asked, PublishReply kept) {
    published.add(new Published(asked, kept));
  }

  void verify(String client) {
    for (Read each : read) {
      try {
        verify(each.asked, each.page);
      } catch (Violation violation) {
        throw violation.within(client + ", ", "; asked " + each.asked + " it read " + each.page);
      }
    }
    for (Published each : published) {
      ChannelName channel = new ChannelName(each.kept.channel());
      String text = textOf(each.asked.data().text());
      if (each.asked.key() != null && !truth.knows(channel, each.kept.position())) {
        continue; // the store was set back, and has the key still but the message no more
      }
      Violation.unless(
          Breach.OTHER_TEXT,
          truth.textAt(channel, each.kept.position()).equals(text),
          client + ": " + each + " is another message");
    }
  }

  private static String textOf(String data) {
    return Truth.textOf(data.getBytes(StandardCharsets.US_ASCII));
  }

  /// The page as a story: begun where it was asked to or, where it was read backwards, before its
  /// first message; a gap; the messages; and nothing missing up to where it says it reaches.
  private void verify(Command.History asked, Reply.Page page) {
    ChannelName channel = new ChannelName(page.channel());
    Position end = page.position();
    Position before = asked.before();
    boolean over = before != null && !before.epoch().equals(end.epoch());
    Position start = asked.after();
    if (start == null) {
      start = over ? before : firstOf(page);
    }
    List<Told> story = new ArrayList<>();
    story.add(new Told.Begun(new Since.Now(), start, this));
    GapFrame gap = page.gap();
    if (gap != null) {
      story.add(new Told.Gap(gap.position(), gap.missed()));
    }
    for (MessageFrame message : page.messages()) {
      story.add(new Told.Said(message.position(), textOf(message.data().text())));
    }
    Verdict verdict = new Verdict(truth, channel, Channels.trims(channel));
    verdict.judge(story);
    verdict.reaches(end);
    int limit = asked.limit() == null ? Integer.MAX_VALUE : asked.limit();
    Violation.unless(
        Breach.WRONG_REPLY, page.messages().size() <= limit, channel + ": a page beyond its limit");
  }

  private static Position firstOf(Reply.Page page) {
    if (page.messages().isEmpty()) {
      return page.position();
    }
    Position first = page.messages().getFirst().position();
    return new Position(first.epoch(), first.offset() - 1);
  }
}
