package dev.belfry.server.session;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.MessageFrame;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.HistoryPage;
import dev.belfry.server.log.HistoryRange;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Pages of history as the framed protocol asks for and answers with them.
final class HistoryPages {
  private HistoryPages() {}

  static HistoryRange rangeOf(Command.History history) {
    Position after = history.after();
    Position before = history.before();
    if (after != null) {
      return new HistoryRange.After(after);
    }
    return before == null ? new HistoryRange.Newest() : new HistoryRange.Before(before);
  }

  static Reply replyOf(ChannelName channel, HistoryRange.Outcome outcome) {
    return switch (outcome) {
      case HistoryPage page -> replyOf(channel, page);
      case Unavailable(String reason) -> Reply.Failed.of(ErrorCode.UNAVAILABLE, reason);
    };
  }

  private static Reply replyOf(ChannelName channel, HistoryPage page) {
    String epoch = page.position().epoch();
    Replay.Gap gap = page.gap();
    return new Reply.Page(
        channel.text(),
        page.position(),
        page.messages().stream().map(message -> frameOf(channel, epoch, message)).toList(),
        gap == null ? null : new GapFrame(gap.missed(), new Position(epoch, gap.resume())),
        page.more());
  }

  private static MessageFrame frameOf(ChannelName channel, String epoch, Message message) {
    String text = new String(message.data(), StandardCharsets.UTF_8);
    return new MessageFrame(
        channel.text(),
        new Position(epoch, message.offset()),
        message.id().toString(),
        Instant.ofEpochMilli(message.timeMillis()),
        switch (message.kind()) {
          case TEXT -> JsonText.ofString(text);
          case JSON -> new JsonText(text);
        });
  }
}
