package dev.belfry.server.store.redis;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message that is to appear later, as it is kept.
record Plan(Ulid id, Schedule.Entry entry) {
  byte[] bytes() {
    Draft draft = entry.draft();
    return new Pieces()
        .add(entry.channel().text())
        .add(Long.toString(entry.atMillis()))
        .add(entry.author())
        .add(draft.kind().name())
        .add(orEmpty(draft.idempotencyKey()))
        .add(orEmpty(draft.replaceKey()))
        .add(Long.toString(draft.expiresAtMillis()))
        .add(draft.publisherSession() == null ? "" : draft.publisherSession().toString())
        .add(draft.data())
        .bytes();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static Plan read(Ulid id, byte[] bytes) {
    List<byte[]> pieces = Pieces.read(bytes);
    List<String> texts = pieces.stream().limit(8).map(Pieces::text).toList();
    Draft draft =
        new Draft(
            pieces.get(8),
            Message.Kind.valueOf(texts.get(3)),
            orNull(texts.get(4)),
            orNull(texts.get(5)),
            Long.parseLong(texts.get(6)),
            texts.get(7).isEmpty() ? null : Ulid.from(texts.get(7)),
            id);
    ChannelName channel = new ChannelName(texts.getFirst());
    return new Plan(
        id, new Schedule.Entry(channel, draft, Long.parseLong(texts.get(1)), texts.get(2)));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
