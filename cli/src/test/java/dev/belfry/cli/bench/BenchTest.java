package dev.belfry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BenchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyDeliveryOverWebSocketIsCounted() throws Exception {
    try (BroadcastServer server = new BroadcastServer()) {
      BenchPlan plan =
          new Plan(server.address("ws", "/socket"))
              .with(new Pace.InFlight(4))
              .with(new Extent.Messages(500))
              .connections(20)
              .build();
      assertThat(run(plan)).isTrue();
      assertThat(figure("connections")).isEqualTo("20 of 20");
      assertThat(figure("messages")).isEqualTo("500");
      assertThat(figure("deliveries")).isEqualTo("10,000 of 10,000");
      assertThat(server.published).hasValue(500);
      assertThat(server.pongs).hasValue(20);
    }
  }

  @Test
  void anEventStreamIsPublishedToByPost() throws Exception {
    try (BroadcastServer server = new BroadcastServer()) {
      BenchPlan plan =
          new Plan(server.address("http", "/stream"))
              .with(new Pace.InFlight(2))
              .with(new Extent.Messages(200))
              .connections(10)
              .build();
      assertThat(run(plan)).isTrue();
      assertThat(figure("deliveries")).isEqualTo("2,000 of 2,000");
    }
  }

  @Test
  void theWarmUpIsPublishedButNotCounted() throws Exception {
    try (BroadcastServer server = new BroadcastServer()) {
      BenchPlan plan =
          new Plan(server.address("ws", "/socket"))
              .with(new Extent.Messages(100))
              .connections(5)
              .warmup(50)
              .build();
      assertThat(run(plan)).isTrue();
      assertThat(figure("deliveries")).isEqualTo("500 of 500");
      assertThat(server.published).hasValue(150);
    }
  }

  @Test
  void aSocketOfItsOwnPublishesWhereOneIsNamed() throws Exception {
    try (BroadcastServer server = new BroadcastServer()) {
      BenchPlan plan =
          new Plan(server.address("http", "/stream"))
              .with(new Pace.InFlight(3))
              .with(new Extent.Messages(100))
              .connections(5)
              .publishTo(server.address("ws", "/socket"))
              .build();
      assertThat(run(plan)).isTrue();
      assertThat(figure("deliveries")).isEqualTo("500 of 500");
    }
  }

  @Test
  void aFixedRateIsKept() throws Exception {
    try (BroadcastServer server = new BroadcastServer()) {
      BenchPlan plan =
          new Plan(server.address("ws", "/socket"))
              .with(new Pace.Rate(200))
              .with(new Extent.Lasting(Duration.ofSeconds(1)))
              .connections(5)
              .build();
      assertThat(run(plan)).isTrue();
      assertThat(figure("deliveries")).isEqualTo("1,000 of 1,000");
      assertThat(Double.parseDouble(figure("  in").replace(" s", ""))).isGreaterThan(0.98);
    }
  }

  @Test
  void aTimeEndsTheRunAtAnyPace() throws Exception {
    try (BroadcastServer server = new BroadcastServer()) {
      BenchPlan plan =
          new Plan(server.address("ws", "/socket"))
              .with(new Pace.InFlight(1))
              .with(new Extent.Lasting(Duration.ofMillis(300)))
              .connections(3)
              .build();
      assertThat(run(plan)).isTrue();
      int published = server.published.get();
      assertThat(published).isPositive();
      assertThat(figure("deliveries"))
          .isEqualTo(String.format("%,d of %,d", published * 3, published * 3));
    }
  }

  @Test
  void aLostDeliveryIsMissed() throws Exception {
    try (BroadcastServer server = new BroadcastServer(count -> count == 7)) {
      BenchPlan plan =
          new Plan(server.address("ws", "/socket"))
              .with(new Pace.Rate(1000))
              .with(new Extent.Messages(50))
              .connections(4)
              .build();
      assertThat(run(plan)).isFalse();
      assertThat(figure("deliveries")).isEqualTo("199 of 200");
      assertThat(err.toString()).contains("deliveries are missing");
    }
  }

  @Test
  void aLostDeliveryStopsAWindowOfOne() throws Exception {
    try (BroadcastServer server = new BroadcastServer(count -> count == 7)) {
      BenchPlan plan =
          new Plan(server.address("ws", "/socket")).with(new Extent.Messages(50)).build();
      assertThat(run(plan)).isFalse();
      assertThat(figure("messages")).isEqualTo("7");
    }
  }

  @Test
  void aServerThatClosesIsReportedWithItsCode() throws Exception {
    try (BroadcastServer server = new BroadcastServer()) {
      server.closesAfter = 10;
      BenchPlan plan =
          new Plan(server.address("ws", "/socket")).with(new Extent.Messages(50)).build();
      assertThat(run(plan)).isFalse();
      assertThat(err.toString()).contains("code 4003");
    }
  }

  @Test
  void aRefusedUpgradeEndsTheRun() throws Exception {
    try (BroadcastServer server = new BroadcastServer()) {
      BenchPlan plan = new Plan(server.address("ws", "/stream")).build();
      assertThat(run(plan)).isFalse();
      assertThat(err.toString()).contains("refused: HTTP/1.1 200");
    }
  }

  @Test
  void aServerThatIsNotThereEndsTheRun() throws Exception {
    BroadcastServer server = new BroadcastServer();
    String address = server.address("ws", "/socket");
    server.close();
    server.awaitEnd();
    assertThat(run(new Plan(address).build())).isFalse();
    assertThat(err.toString()).contains("not all connections could be opened");
  }

  @Test
  void aServerThatNeverAnswersEndsTheRun() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "ws://127.0.0.1:" + silent.getLocalPort() + "/";
      assertThat(run(new Plan(address).connections(5).build())).isFalse();
      assertThat(err.toString()).contains("not answered within 700 ms");
    }
  }

  @Test
  void otherProtocolsGetTheirHelloAndTheirEnvelope() throws Exception {
    try (BroadcastServer server = new BroadcastServer()) {
      BenchPlan plan =
          new Plan(server.address("ws", "/socket"))
              .with(new Extent.Messages(20))
              .connections(3)
              .speaking("chat", "hello", "{\"say\":\"%M\"}")
              .build();
      assertThat(run(plan)).isTrue();
      assertThat(figure("deliveries")).isEqualTo("60 of 60");
      assertThat(server.hellos).hasValue(3);
    }
  }

  @Test
  void theServersUsageIsReportedByProcess() throws Exception {
    try (BroadcastServer server = new BroadcastServer()) {
      BenchPlan plan =
          new Plan(server.address("ws", "/socket"))
              .with(new Extent.Messages(100))
              .connections(5)
              .process(ProcessHandle.current().pid())
              .build();
      assertThat(run(plan)).isTrue();
      assertThat(figure("  per delivery")).endsWith(" us");
      assertThat(figure("  server memory each")).endsWith(" KiB");
      assertThat(figure("server memory")).isNotEqualTo("0.000 MiB");
    }
  }

  private boolean run(BenchPlan plan) throws IOException, InterruptedException {
    try (Bench bench = new Bench(plan, new PrintWriter(out), new PrintWriter(err))) {
      return bench.run();
    }
  }

  /// The value that the table has for `name`.
  private String figure(String name) {
    return out.toString()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElse("none in " + out);
  }

  /// Builds plans that differ from the usual in little.
  private static final class Plan {
    private final Target target;
    private Optional<Target> publishTo = Optional.empty();
    private Pace pace = new Pace.InFlight(1);
    private Extent extent = new Extent.Messages(10);
    private int connections = 2;
    private int warmup;
    private Optional<String> subprotocol = Optional.empty();
    private List<String> hello = List.of();
    private String template = "%M";
    private OptionalLong process = OptionalLong.empty();

    Plan(String address) {
      target = Target.of(URI.create(address));
    }

    Plan with(Pace value) {
      pace = value;
      return this;
    }

    Plan with(Extent value) {
      extent = value;
      return this;
    }

    Plan connections(int value) {
      connections = value;
      return this;
    }

    Plan warmup(int value) {
      warmup = value;
      return this;
    }

    Plan publishTo(String address) {
      publishTo = Optional.of(Target.of(URI.create(address)));
      return this;
    }

    Plan speaking(String protocol, String first, String envelope) {
      subprotocol = Optional.of(protocol);
      hello = List.of(first);
      template = envelope;
      return this;
    }

    Plan process(long value) {
      process = OptionalLong.of(value);
      return this;
    }

    BenchPlan build() {
      return new BenchPlan(
          target,
          publishTo,
          connections,
          pace,
          extent,
          64,
          warmup,
          subprotocol,
          List.of("X-Test: yes"),
          hello,
          template,
          process,
          Duration.ofMillis(700));
    }
  }
}
