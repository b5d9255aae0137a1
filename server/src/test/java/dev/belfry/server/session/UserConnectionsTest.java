package dev.belfry.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UserConnectionsTest {
  private static final int MOST = 3;
  private static final String ANN = "user:ann";

  private final UserConnections users = new UserConnections(MOST);
  private final ConnectionsElsewhere elsewhere = users.share();
  private final List<Long> added = new ArrayList<>();
  private long nowNanos = 1;

  private boolean add() {
    boolean fits = users.add(ANN, nowNanos);
    if (fits) {
      added.add(nowNanos);
    }
    return fits;
  }

  private void pass(long millis) {
    nowNanos += Duration.ofMillis(millis).toNanos();
  }

  /// All sessions look whether they have to go. Returns how many do.
  private int look() {
    List<Long> gone = added.stream().filter(since -> users.leaves(ANN, since, nowNanos)).toList();
    gone.forEach(since -> {
      added.remove(since);
      users.remove(ANN);
    });
    return gone.size();
  }

  private Set<String> due() {
    return elsewhere.due(nowNanos, 100);
  }

  private void heard(int there) {
    elsewhere.heard(ANN, there, false, nowNanos);
  }

  @Test
  void onANodeThatIsAloneOneTooManyIsRefusedAtOnce() {
    UserConnections alone = new UserConnections(1);
    assertThat(alone.add(ANN, 0)).isTrue();
    assertThat(alone.add(ANN, 0)).isFalse();
    alone.remove(ANN);
    assertThat(alone.add(ANN, 0)).isTrue();
    assertThat(alone.leaves(ANN, 0, 0)).isFalse();
  }

  @Test
  void oneTooManyOnAllNodesHasToGoSecondsLater() {
    assertThat(add()).isTrue();
    assertThat(due()).isEmpty();
    pass(2_600);
    assertThat(due()).containsExactly(ANN);
    assertThat(look()).isZero();
    heard(MOST);
    assertThat(look()).isEqualTo(1);
    assertThat(due()).isEmpty();
    assertThat(look()).isZero();
  }

  @Test
  void asManyAsFitStayAndThoseThatWereThereBefore() {
    assertThat(add()).isTrue();
    pass(60_000);
    heard(0);
    assertThat(add()).isTrue();
    assertThat(add()).isTrue();
    pass(2_600);
    heard(1);
    assertThat(look()).isEqualTo(1);
    assertThat(added.getFirst()).isEqualTo(1);
    assertThat(added).hasSize(2);
  }

  @Test
  void whoComesBackAtOnceIsRefusedAtOnceAndTriedAgainLater() {
    assertThat(add()).isTrue();
    pass(2_600);
    heard(MOST);
    assertThat(look()).isEqualTo(1);
    assertThat(add()).isFalse();
    pass(10_100);
    elsewhere.sweep(nowNanos);
    assertThat(add()).isTrue();
  }

  @Test
  void whileAnotherNodeSendsItsOwnAwayNoneHasToGoHere() {
    assertThat(add()).isTrue();
    pass(2_600);
    elsewhere.heard(ANN, MOST, true, nowNanos);
    assertThat(look()).isZero();
    assertThat(due()).containsExactly(ANN);
    heard(MOST - 1);
    assertThat(look()).isZero();
    assertThat(due()).isEmpty();
  }

  @Test
  void aSessionThatHasJustBegunIsAskedAboutInItsOwnTime() {
    assertThat(add()).isTrue();
    pass(2_000);
    assertThat(add()).isTrue();
    pass(600);
    heard(MOST);
    assertThat(look()).isEqualTo(1);
    assertThat(added).hasSize(1);
    assertThat(due()).isEmpty();
    pass(2_000);
    assertThat(due()).containsExactly(ANN);
    heard(MOST);
    assertThat(look()).isEqualTo(1);
  }

  @Test
  void whatHasChangedIsToldOnceAndAgainWhereThatFailed() {
    assertThat(add()).isTrue();
    assertThat(users.add("user:bob", nowNanos)).isTrue();
    users.remove("user:bob");
    Map<String, Integer> told = elsewhere.takeChanged(100);
    assertThat(told).isEqualTo(Map.of(ANN, 1, "user:bob", 0));
    assertThat(elsewhere.takeChanged(100)).isEmpty();
    elsewhere.putBack(told.keySet());
    assertThat(elsewhere.takeChanged(1)).hasSize(1);
    assertThat(elsewhere.takeChanged(100)).hasSize(1);
    elsewhere.tellAll();
    assertThat(elsewhere.takeChanged(100)).isEqualTo(Map.of(ANN, 1));
  }

  @Test
  void allAreToldAgainInTurn() {
    UserConnections many = new UserConnections(1);
    ConnectionsElsewhere others = many.share();
    for (int i = 0; i < 50; i++) {
      assertThat(many.add("u" + i, 0)).isTrue();
    }
    assertThat(others.takeChanged(100)).hasSize(50);
    Map<String, Integer> told = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      others.tellSome(10);
      told.putAll(others.takeChanged(100));
    }
    assertThat(told).hasSize(50);
  }

  @Test
  void nothingIsKeptOfUsersThatAreGone() {
    assertThat(add()).isTrue();
    pass(2_600);
    users.remove(ANN);
    elsewhere.sweep(nowNanos);
    assertThat(due()).isEmpty();
  }
}
