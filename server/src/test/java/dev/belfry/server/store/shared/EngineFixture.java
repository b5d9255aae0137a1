package dev.belfry.server.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Questions to an engine, each waited for.
public final class EngineFixture {
  public static final ChannelName NEWS = new ChannelName("news");
  public static final ChannelName OTHER = new ChannelName("other");
  public static final ChannelPolicy KEPT = policy(10_000);
  private static final int MUCH = 1 << 20;

  private EngineFixture() {}

  /// A policy by the number of messages kept.
  public static ChannelPolicy policy(int count) {
    return policy(count, Duration.ofHours(1), true);
  }

  public static ChannelPolicy policy(int count, Duration age, boolean echo) {
    return new ChannelPolicy(
        true,
        new History(count, 1 << 30, age),
        ChannelPolicy.Access.ANYONE,
        ChannelPolicy.Access.ANYONE,
        echo,
        ChannelPolicy.Presence.FALSE);
  }

  /// The answer, which must come in time.
  public static <T> T answer(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError("no answer", failure);
    }
  }

  public static Draft text(String data) {
    return Draft.of(data.getBytes(StandardCharsets.UTF_8), Message.Kind.TEXT, null);
  }

  public static Draft draft(String data, String idempotencyKey, String replaceKey, long expires) {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    return new Draft(bytes, Message.Kind.TEXT, idempotencyKey, replaceKey, expires, null);
  }

  public static Draft keyed(String data, String idempotencyKey) {
    return draft(data, idempotencyKey, null, Long.MAX_VALUE);
  }

  public static Draft replacing(String data, String replaceKey) {
    return draft(data, null, replaceKey, Long.MAX_VALUE);
  }

  public static Draft ofSession(Ulid session, String data) {
    return Draft.of(data.getBytes(StandardCharsets.UTF_8), Message.Kind.JSON, session);
  }

  public static Appending.Kept append(Engine engine, ChannelName channel, Draft draft) {
    Appending appending = answer(engine.append(channel, KEPT, draft));
    assertThat(appending).isInstanceOf(Appending.Kept.class);
    return (Appending.Kept) appending;
  }

  public static AppendOutcome known(Engine engine, ChannelName channel, Draft draft) {
    Appending appending = answer(engine.append(channel, KEPT, draft));
    assertThat(appending).isInstanceOf(Appending.KeyKnown.class);
    return ((Appending.KeyKnown) appending).outcome();
  }

  public static ChannelState state(Engine engine, ChannelName channel) {
    return answer(engine.states(List.of(channel))).get(channel);
  }

  public static Page read(Engine engine, ChannelName channel, long after) {
    return answer(engine.read(channel, after, Long.MAX_VALUE, MUCH));
  }

  public static List<String> texts(Page page) {
    return page.messages().stream().map(EngineFixture::textOf).toList();
  }

  public static String textOf(Message message) {
    return new String(message.data(), StandardCharsets.UTF_8);
  }

  /// All that a channel has, page by page.
  public static List<Message> all(Engine engine, ChannelName channel) {
    List<Message> messages = new ArrayList<>();
    Page page = read(engine, channel, 0);
    while (!page.messages().isEmpty()) {
      messages.addAll(page.messages());
      page = read(engine, channel, page.through());
    }
    return messages;
  }
}
