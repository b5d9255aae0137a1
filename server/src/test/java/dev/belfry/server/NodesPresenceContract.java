package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Presence and the list of nodes on real servers that share a real engine.
public abstract class NodesPresenceContract {
  private static final String PATH = "/v1/presence/room/1";

  private final NodeClient client = new NodeClient();
  private Belfry first;
  private Belfry second;

  /// The settings by which a node finds the engine, which the test starts before this is asked.
  protected abstract Map<String, String> engine() throws Exception;

  protected abstract void stopEngine() throws Exception;

  private Map<String, String> settings;

  @BeforeEach
  void start() throws Exception {
    settings = new HashMap<>(engine());
    settings.put("channels", "[{match: 'room/*', presence: true}]");
    settings.put("limits.presence-grace", "500ms");
    settings.put("server.drain", "0s");
    settings.put("limits.ping", "5m"); // clients here answer none
    first = node("first");
    second = node("second");
    soon().until(() -> client.ready(first) && client.ready(second));
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private Belfry node(String name) throws IOException {
    Belfry.Builder builder = Belfry.builder().port(0).set("server.name", name);
    settings.forEach(builder::set);
    return builder.start();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    first.close();
    second.close();
    stopEngine();
  }

  private static PresenceClient in(Belfry node, String user) throws IOException {
    return new PresenceClient(node.port(), user, "room/1");
  }

  private List<String> members(Belfry node) throws Exception {
    return PresenceClient.members(client.get(node, PATH));
  }

  @Test
  void aUserOnBothNodesJoinsOnceAndLeavesOnce() throws Exception {
    PresenceClient bob = in(second, "bob");
    soon().until(() -> bob.present().equals(Set.of("bob")));
    PresenceClient here = in(first, "ada");
    soon().until(() -> bob.present().equals(Set.of("ada", "bob")));
    soon().until(() -> here.present().equals(Set.of("ada", "bob")));
    PresenceClient there = in(second, "ada");
    soon().until(() -> members(first).equals(List.of("ada 2", "bob 1")));
    soon().until(() -> members(second).equals(List.of("ada 2", "bob 1")));
    here.close();
    soon().until(() -> members(second).equals(List.of("ada 1", "bob 1")));
    there.close();
    soon().until(() -> bob.present().equals(Set.of("bob")));
    assertThat(bob.told()).containsOnlyOnce("+ada").endsWith("-ada").containsOnlyOnce("-ada");
    soon().until(() -> members(first).equals(List.of("bob 1")));
    bob.close();
  }

  @Test
  void theNodesNameOneAnotherWithTheirFigures() throws Exception {
    PresenceClient bob = in(second, "bob");
    soon().until(() -> bob.present().equals(Set.of("bob")));
    soon()
        .until(() -> nodes().keySet().equals(Set.of("first", "second")) && sessions("second") > 0);
    List<String> heard = client.listen(second, "news");
    assertThat(client.publish(first, "news", "m")).isEqualTo(201);
    soon().until(() -> heard.equals(List.of("m")));
    soon().until(() -> bus("second").path("signals").asInt() > 0);
    assertThat(bus("second").path("roundTripMicros").asInt()).isPositive();
    bob.close();
    second.close();
    soon().until(() -> nodes().keySet().equals(Set.of("first")));
  }

  private int sessions(String name) throws Exception {
    return nodes().get(name);
  }

  /// The sessions of nodes by their names, as the first knows them; without the one that asks.
  private Map<String, Integer> nodes() throws Exception {
    Map<String, Integer> sessions = new HashMap<>();
    for (JsonNode node : asked()) {
      int asking = node.get("own").asBoolean() ? 1 : 0;
      sessions.put(node.get("name").asString(), node.get("sessions").asInt() - asking);
    }
    return sessions;
  }

  private JsonNode bus(String name) throws Exception {
    return asked()
        .valueStream()
        .filter(node -> node.get("name").asString().equals(name))
        .findFirst()
        .orElseThrow()
        .get("bus");
  }

  private JsonNode asked() throws Exception {
    return JsonMapper.shared().readTree(client.get(first, "/v1/nodes")).get("nodes");
  }

  @Test
  void theMembersOfANodeThatIsKilledLeaveWithinTheBoundAndThoseOfOneThatStoodStillComeBack()
      throws Exception {
    PresenceClient bob = in(first, "bob");
    try (NodeProcess killed = NodeProcess.start(settings);
        NodeProcess stopped = NodeProcess.start(settings)) {
      PresenceClient ada = new PresenceClient(killed.port(), "ada", "room/1");
      PresenceClient eve = new PresenceClient(stopped.port(), "eve", "room/1");
      soon().until(() -> bob.present().equals(Set.of("ada", "bob", "eve")));
      soon().until(() -> ada.present().equals(Set.of("ada", "bob", "eve")));
      killed.kill();
      stopped.signal("STOP");
      soon().until(() -> bob.present().equals(Set.of("bob")));
      stopped.signal("CONT");
      soon().until(() -> bob.present().equals(Set.of("bob", "eve")));
      assertThat(bob.told()).contains("+ada", "-eve", "-ada").endsWith("+eve").hasSize(5);
      eve.close();
    }
    bob.close();
  }
}
