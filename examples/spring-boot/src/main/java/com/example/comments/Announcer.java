package com.example.comments;

import dev.belfry.client.BelfryClient;
import dev.belfry.client.NotificationBuilder;
import dev.belfry.client.NotifyOutcome;
import dev.belfry.client.Publication;
import dev.belfry.client.PublishOutcome;
import dev.belfry.protocol.Notify;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Tells of each comment: all open pages, and the inboxes of the others. It happens beside the
/// request, so what the user sees does not wait for Belfry. With a database make the listener a
/// `@TransactionalEventListener`, which hears of what is committed.
@Component
class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final BelfryClient belfry;
  private final People people;
  private final JsonMapper json;

  Announcer(BelfryClient belfry, People people, JsonMapper json) {
    this.belfry = belfry;
    this.people = people;
    this.json = json;
  }

  @Async
  @EventListener
  void announce(Comment comment) throws IOException, InterruptedException {
    var message = Publication.json("comments", json.writeValueAsString(comment));
    if (belfry.publish(message.withKey(comment.id()))
        instanceof PublishOutcome.Refused(var problem)) {
      LOG.warn("comment {} is not published: {}", comment.id(), problem);
    }
    if (belfry.notify(notification(comment)) instanceof NotifyOutcome.Refused(var problem)) {
      LOG.warn("comment {} is in no inbox: {}", comment.id(), problem);
    }
  }

  private Notify notification(Comment comment) {
    var text =
        NotificationBuilder.titled(comment.name() + " has commented")
            .body(comment.text())
            .category("comments")
            .url("/#comment-" + comment.id())
            .actor(comment.user(), comment.name())
            .build();
    var others = new Notify.To.Users(people.others(comment.user()));
    return Notify.of(others, text).withKey(comment.id());
  }
}
