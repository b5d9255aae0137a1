package dev.belfry.server.store.sql;

import static dev.belfry.server.store.sql.SqlFixture.NEWS;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.hub.RecordingSubscriber;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Since;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who published is known from the database too, where the channel does not echo.
class DurableEchoTest {
  private final Ulid ann = UlidCreator.getUlid();
  @TempDir Path folder;
  private SqlFixture store;

  @BeforeEach
  void open() throws IOException {
    store = new SqlFixture(folder);
    store.echo = false;
    store.open();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void publish(String text, Ulid publisherSession) {
    store.append(
        Draft.of(text.getBytes(StandardCharsets.UTF_8), Message.Kind.TEXT, publisherSession));
  }

  private RecordingSubscriber catchUp() {
    Hub hub = new Hub(store.caller, store.logs);
    RecordingSubscriber subscriber = new RecordingSubscriber();
    subscriber.sessionId = ann;
    hub.subscribe(NEWS, new Since.Earliest(), subscriber);
    store.simulation.settle();
    subscriber.catchUp();
    store.simulation.settle();
    return subscriber;
  }

  @Test
  void oneWhoCatchesUpFromTheDatabaseDoesNotGetTheirOwn() throws IOException {
    publish("a1", ann);
    publish("b1", UlidCreator.getUlid());
    publish("a2", ann);
    publish("backend", null);
    store.restart(); // nothing is in memory any more
    RecordingSubscriber late = catchUp();
    publish("a3", ann);
    publish("b2", UlidCreator.getUlid());
    assertThat(late.heard).containsExactly("b1", "backend", "b2");
    assertThat(late.gaps).isZero();
    assertThat(store.texts()).containsExactly("a1", "b1", "a2", "backend", "a3", "b2");
  }

  @Test
  void whereTheChannelEchoesNobodysNameIsStored() throws IOException {
    store.close();
    store.echo = true;
    store.open();
    publish("a1", ann);
    store.restart();
    store.simulation.pass(Duration.ofSeconds(1));
    assertThat(catchUp().heard).containsExactly("a1");
  }
}
