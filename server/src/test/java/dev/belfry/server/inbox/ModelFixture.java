package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import java.util.concurrent.atomic.AtomicLong;

/// The model, as what is compared with others.
final class ModelFixture implements InboxFixture {
  private final AtomicLong ids = new AtomicLong();
  private final ModelInboxes inboxes;

  ModelFixture(InboxClock clock, InboxAges ages) {
    inboxes = new ModelInboxes("m", clock, () -> new Ulid(1, ids.incrementAndGet()), Runnable::run);
    inboxes.keep(ages);
  }

  @Override
  public Inboxes inboxes() {
    return inboxes;
  }

  @Override
  public void settle() {
    inboxes.tick().toCompletableFuture().join();
  }

  @Override
  public void close() {}
}
