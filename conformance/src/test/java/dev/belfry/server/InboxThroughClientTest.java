package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.client.Answer;
import dev.belfry.client.BelfryClient;
import dev.belfry.client.BelfryConnection;
import dev.belfry.client.ClientTimings;
import dev.belfry.client.InboxListener;
import dev.belfry.client.NotificationBuilder;
import dev.belfry.client.NotificationStatus;
import dev.belfry.client.NotifyOutcome;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.InboxItem;
import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.InboxPage;
import dev.belfry.protocol.InboxSelection;
import dev.belfry.protocol.MarkWord;
import dev.belfry.protocol.NotificationText;
import dev.belfry.protocol.Notify;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java client: a backend notifies, a user's program lists, marks and watches.
class InboxThroughClientTest {
  private static final String SHOP = "key shop notify=ALL read=ALL";
  private static final Command.Inbox INBOX =
      new Command.Inbox(InboxSelection.INBOX, false, null, null, null);

  @TempDir private Path folder;

  /// Writes down what it hears.
  private static final class Heard implements InboxListener {
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    @Override
    public void onPage(InboxPage page) {
      heard.add(page);
    }

    @Override
    public void onNotification(InboxItem item, @Nullable String replaces) {
      heard.add(item);
    }

    @Override
    public void onChange(Push.Inbox change) {
      heard.add(change);
    }

    private <T> T next(Class<T> kind) throws InterruptedException {
      return kind.cast(heard.poll(10, TimeUnit.SECONDS));
    }
  }

  private static BelfryClient backend(InboxServer server) throws Exception {
    Map<String, String> bearer = Map.of("Authorization", "Bearer " + server.bearer(SHOP));
    return new BelfryClient(server.belfry.uri(), ClientTimings.DEFAULT, bearer);
  }

  @Test
  void aBackendNotifiesAndAUsersProgramHearsAndMarks() throws Exception {
    NotificationText text =
        NotificationBuilder.titled("Your order has shipped")
            .url("/orders/7")
            .tag("shop")
            .action("ok", "Fine")
            .build();
    try (InboxServer server = new InboxServer(folder, new String[] {SHOP});
        BelfryClient backend = backend(server)) {
      String token = server.bearer("user 42");
      try (BelfryConnection user =
          BelfryConnection.to(server.belfry.uri()).tokens(() -> token).open()) {
        Heard heard = new Heard();
        user.watchInbox(INBOX, heard);
        assertThat(heard.next(InboxPage.class).items()).isEmpty();

        NotifyOutcome outcome = backend.notify(Notify.user("42", text).withKey("k1"));
        assertThat(backend.notify(Notify.user("42", text).withKey("k1"))).isEqualTo(outcome);
        String id = ((NotifyOutcome.Delivered) outcome).id();
        InboxItem item = heard.next(InboxItem.class);
        assertThat(item.id()).isEqualTo(id);
        assertThat(item.text("title")).isEqualTo("Your order has shipped");
        assertThat(heard.next(Push.Inbox.class).counts().unread()).isEqualTo(1);

        Answer<Reply.Marked> marked =
            user.mark(InboxMark.of(MarkWord.READ, List.of(id))).get(60, TimeUnit.SECONDS);
        assertThat(marked.orElseThrow().marked().counts().unread()).isZero();
        Answer<Reply.Inbox> page = user.inbox(INBOX).get(60, TimeUnit.SECONDS);
        assertThat(page.orElseThrow().page().items().getFirst().read()).isTrue();
        NotificationStatus status = backend.notification(id).orElseThrow();
        assertThat(status.read()).isEqualTo(1);

        assertThat(backend.retract(id).orElseThrow()).isTrue();
        assertThat(heard.next(Push.Inbox.class).changes()).hasSize(1);
        assertThat(backend.retract("01ARZ3NDEKTSV4RRFFQ69G5FAV").orElseThrow()).isFalse();
        NotifyOutcome later = backend.notify(Notify.user("42", text).withAt("1h"));
        assertThat(later).isInstanceOf(NotifyOutcome.Scheduled.class);
      }
    }
  }

  @Test
  void whatIsNotAllowedIsRefusedBeforeItIsSent() {
    assertThatThrownBy(() -> NotificationBuilder.titled("a").url("javascript:alert(1)").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("url is");
  }
}
