package dev.belfry.server.store.redis;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.runtime.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A real server for the tests of a class, and the engines that each of them opens there, with a
/// prefix of its own, and no more rights than the guide asks for.
final class TestEngines implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final List<RedisEngine> opened = new ArrayList<>();
  private @Nullable RedisServerFixture server;
  private String prefix = anyPrefix();

  /// An engine of channels that are all kept alike.
  static RedisEngine engine(RedisSettings settings) {
    return new RedisEngine(
        settings,
        new ChannelPolicies(List.of(), KEPT),
        Duration.ofHours(1),
        Clock.system(),
        RandomGenerator.of("L64X128MixRandom"));
  }

  static String anyPrefix() {
    return UlidCreator.getUlid() + ":";
  }

  RedisServerFixture server() {
    return Objects.requireNonNull(server);
  }

  RedisEngine open() {
    String url = LeastRights.url(server(), prefix);
    RedisEngine engine = engine(new RedisSettings(url, prefix, Duration.ofSeconds(2), 0, 1_000));
    opened.add(engine);
    return engine;
  }

  @Override
  public void beforeAll(ExtensionContext tests) throws IOException {
    server = new RedisServerFixture();
  }

  @Override
  public void afterEach(ExtensionContext test) {
    opened.forEach(RedisEngine::close);
    opened.clear();
    prefix = anyPrefix();
  }

  @Override
  public void afterAll(ExtensionContext tests) throws IOException {
    server().close();
  }
}
