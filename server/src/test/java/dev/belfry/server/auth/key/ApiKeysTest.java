package dev.belfry.server.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.belfry.server.auth.ChannelSet;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.KeyFile;
import dev.belfry.server.config.KeyFile.KeyEntry;
import dev.belfry.server.config.KeyScope;
import dev.belfry.server.config.ScopeRule;
import dev.belfry.server.runtime.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Keys on a real file, read again by looking at it.
final class ApiKeysTest {
  private static final Instant CREATED = Instant.parse("2026-11-26T10:00:00Z");

  @TempDir Path folder;

  private final SecureRandom random = new SecureRandom();
  private final ApiKeys keys = new ApiKeys();

  private Path file() {
    return folder.resolve("keys.yaml");
  }

  private KeyFileWatch watch() {
    return new KeyFileWatch(file(), keys, Clock.system());
  }

  private static KeyEntry entry(KeyText key, String name, String... scopes) {
    List<ScopeRule> rules =
        Stream.of(scopes).map(text -> ScopeRule.parse(text).orElseThrow()).toList();
    return new KeyEntry(key.id(), name, key.hash(), rules, CREATED, Optional.of("ann"));
  }

  private void add(KeyText key, String name, String... scopes) throws Exception {
    KeyFile.update(
        file(),
        before -> {
          List<KeyEntry> after = new ArrayList<>(before);
          after.add(entry(key, name, scopes));
          return after;
        });
  }

  private void revoke(String id) throws Exception {
    KeyFile.update(file(), before -> before.stream().filter(one -> !one.id().equals(id)).toList());
  }

  @Test
  void aKeyIsTakenUntilItIsRevoked() throws Exception {
    KeyText first = KeyText.random(random);
    KeyText second = KeyText.random(random);
    KeyFileWatch watch = watch();
    watch.start();
    assertThat(keys.authenticate(first.reveal())).isEmpty();
    add(first, "shop", "publish", "subscribe=orders:*");
    add(second, "shop", "publish");
    watch.tick();
    assertThat(keys.authenticate(first.reveal())).isPresent();
    assertThat(keys.authenticate(second.reveal())).isPresent();
    revoke(first.id());
    watch.tick();
    assertThat(keys.authenticate(first.reveal())).isEmpty();
    assertThat(keys.current(first.id())).isEmpty();
    assertThat(keys.authenticate(second.reveal())).isPresent();
  }

  @Test
  void scopesAreForTheChannelsTheyName() {
    KeyText key = KeyText.random(random);
    keys.replace(List.of(entry(key, "shop", "publish", "subscribe=orders:*", "subscribe=news")));
    Principal.Backend backend = keys.authenticate(key.reveal()).orElseThrow();
    assertThat(backend.name()).isEqualTo("shop");
    assertThat(backend.scopes().channels()).containsOnlyKeys(KeyScope.PUBLISH, KeyScope.SUBSCRIBE);
    assertThat(backend.scopes().channels().get(KeyScope.PUBLISH)).isEqualTo(ChannelSet.ALL);
    ChannelSet subscribe = backend.scopes().channels().get(KeyScope.SUBSCRIBE);
    assertThat(subscribe.contains(ChannelName.parse("orders:1").orElseThrow())).isTrue();
    assertThat(subscribe.contains(ChannelName.parse("chat").orElseThrow())).isFalse();
  }

  @Test
  void nothingButTheWholeKeyIsTaken() {
    KeyText key = KeyText.random(random);
    keys.replace(List.of(entry(key, "shop", "publish")));
    String text = key.reveal();
    int end = text.length();
    String other = text.endsWith("A") ? "B" : "A";
    for (String wrong :
        List.of(
            text.substring(0, end - 1),
            text.substring(0, end - 1) + other,
            text + "A",
            " " + text,
            text.toUpperCase(Locale.ROOT),
            text.replace(key.id(), "unknown"),
            key.hash().toString(),
            key.id(),
            "")) {
      assertThat(keys.authenticate(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void theFileHoldsNoKeyAndIsForItsOwnerOnly() throws Exception {
    KeyText key = KeyText.random(random);
    add(key, "shop", "publish");
    String secret = key.reveal().substring(key.reveal().lastIndexOf(key.id()) + key.id().length());
    assertThat(Files.readString(file()))
        .contains(key.id(), "name: \"shop\"")
        .doesNotContain(secret);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(key.toString()).doesNotContain(secret);
  }

  @Test
  void aBrokenFileKeepsTheKeysAndSaysWhereItIsBroken() throws Exception {
    KeyText key = KeyText.random(random);
    add(key, "shop", "publish");
    KeyFileWatch watch = watch();
    watch.start();
    String good = Files.readString(file());
    List<String> said =
        logged(() -> {
          Files.writeString(file(), good.replace("- \"publish\"", "- \"pubish\""));
          watch.tick();
          watch.tick();
          Files.delete(file());
          watch.tick();
        });
    assertThat(said).hasSize(2);
    assertThat(said.getFirst())
        .contains("The API keys stay as they were", file() + ":7", "keys[0].scopes", "pubish");
    assertThat(said.getLast()).contains("is not there");
    assertThat(keys.authenticate(key.reveal())).isPresent();
    Files.writeString(file(), "keys: []");
    watch.tick();
    assertThat(keys.authenticate(key.reveal())).isEmpty();
  }

  @Test
  void aFileThatIsBrokenAtTheStartStopsTheStart() throws Exception {
    Files.writeString(file(), "keys:\n  - id: a\n    hash: sha256:12\n");
    assertThatThrownBy(() -> watch().start())
        .hasMessageContaining(file() + ":3: keys[0].hash can't be what is written there");
    KeyText key = KeyText.random(random);
    assertThatThrownBy(() -> add(key, "shop", "publish")).hasMessageContaining("keys[0].hash");
  }

  @Test
  void anIdThatIsThereTwiceIsAProblem() throws Exception {
    KeyText key = KeyText.random(random);
    add(key, "shop", "publish");
    add(key, "other", "publish");
    assertThatThrownBy(() -> watch().start())
        .hasMessageContaining("keys[1].id is no id, or there twice");
  }

  @Test
  void aChangeWithinTheSameMillisecondIsSeen() throws Exception {
    KeyText key = KeyText.random(random);
    add(key, "shop", "publish");
    KeyFileWatch watch = watch();
    watch.start();
    var time = Files.getLastModifiedTime(file());
    String other = Files.readString(file()).replace("\"publish\"", "\"notify\" ");
    Files.writeString(file(), other);
    Files.setLastModifiedTime(file(), time);
    watch.tick();
    Principal.Backend backend = keys.current(key.id()).orElseThrow();
    assertThat(backend.scopes().channels()).containsOnlyKeys(KeyScope.NOTIFY);
  }

  @Test
  void lastUseIsKeptBesideTheKeys() throws Exception {
    KeyText used = KeyText.random(random);
    KeyText gone = KeyText.random(random);
    add(used, "shop", "publish");
    KeyFileWatch watch = watch();
    watch.start();
    String before = Files.readString(file());
    LastUsed times = new LastUsed(file());
    times.mark(used.id(), CREATED.toEpochMilli());
    times.mark(gone.id(), CREATED.toEpochMilli());
    assertThat(LastUsed.read(file())).isEmpty();
    times.flush(keys);
    assertThat(LastUsed.read(file())).containsExactly(Map.entry(used.id(), CREATED));
    assertThat(Files.readString(file())).isEqualTo(before);
    LastUsed afterRestart = new LastUsed(file());
    afterRestart.flush(keys);
    assertThat(LastUsed.read(file())).containsKey(used.id());
  }

  @Test
  void whereTheTimesCannotBeWrittenTheServerGoesOn() throws Exception {
    LastUsed times = new LastUsed(folder.resolve("missing").resolve("keys.yaml"));
    KeyText key = KeyText.random(random);
    keys.replace(List.of(entry(key, "shop", "publish")));
    times.mark(key.id(), 1);
    List<String> said =
        logged(() -> {
          times.flush(keys);
          times.flush(keys);
        });
    assertThat(said).singleElement().asString().contains("can't be written");
  }

  private interface Step {
    void run() throws Exception;
  }

  private static List<String> logged(Step step) throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.belfry.server.auth.key");
    ListAppender<ILoggingEvent> events = new ListAppender<>();
    events.start();
    logger.addAppender(events);
    try {
      step.run();
    } finally {
      logger.detachAppender(events);
    }
    return events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
