package dev.belfry.server.auth.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.Credential;
import dev.belfry.server.auth.ManualClock;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.TestPrincipals;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TicketsTest {
  private static final Optional<String> APP = Optional.of("https://app.example");
  private static final byte[] KEY =
      "the key of one node, 32 bytes or more".getBytes(StandardCharsets.UTF_8);
  private static final Principal ANN =
      TestPrincipals.principal("user 42 subscribe=orders:42,chat,@user/42 publish=chat");

  private final ManualClock clock = new ManualClock();
  private final Random random = new Random(1);
  private final Tickets tickets =
      new Tickets(new LocalControl(KEY, clock, Optional.empty()), clock, random::nextBytes);
  private final Permissions permissions = permissions();

  private static Permissions permissions() {
    var history = new ChannelPolicy.History(1, 1_000, Duration.ofHours(1));
    var policy =
        new ChannelPolicy(
            false, history, Access.TOKEN, Access.TOKEN, true, ChannelPolicy.Presence.TRUE);
    return new Permissions(new ChannelPolicies(List.of(), policy), true);
  }

  private static ChannelName channel(String name) {
    return ChannelName.parse(name).orElseThrow();
  }

  private TicketOutcome issue(Principal principal, String... channels) {
    List<ChannelName> names = new ArrayList<>();
    for (String name : channels) {
      names.add(channel(name));
    }
    return tickets.issue(principal, names, APP, permissions);
  }

  private TicketOutcome.Issued issued(Principal principal, String... channels) {
    return (TicketOutcome.Issued) issue(principal, channels);
  }

  private static TicketOutcome redeem(
      Tickets tickets, String ticket, TicketUse use, Optional<String> origin) {
    TicketOutcome[] outcome = new TicketOutcome[1];
    tickets.redeem(ticket, use, origin, answer -> outcome[0] = answer);
    return outcome[0];
  }

  private static Principal admitted(TicketOutcome outcome) {
    assertThat(outcome).isInstanceOf(TicketOutcome.Admitted.class);
    return ((TicketOutcome.Admitted) outcome).principal();
  }

  private static void refused(TicketOutcome outcome, String why) {
    assertThat(outcome).isInstanceOf(TicketOutcome.Refused.class);
    assertThat(((TicketOutcome.Refused) outcome).why()).contains(why);
  }

  @Test
  void aTicketIsForTheChannelsItNamesAndNoOther() {
    String ticket = issued(ANN, "chat", "orders:42").ticket();
    Principal socket = admitted(redeem(tickets, ticket, TicketUse.WEBSOCKET, APP));
    Principal stream = admitted(redeem(tickets, ticket, TicketUse.EVENT_STREAM, APP));
    for (Principal one : List.of(socket, stream)) {
      assertThat(((Principal.User) one).id().text()).isEqualTo("42");
      assertThat(permissions.may(one, Action.SUBSCRIBE, channel("chat"))).isTrue();
      assertThat(permissions.may(one, Action.SUBSCRIBE, channel("orders:42"))).isTrue();
      assertThat(permissions.may(one, Action.SUBSCRIBE, channel("@user/42"))).isFalse();
      assertThat(permissions.may(one, Action.PUBLISH, channel("orders:42"))).isFalse();
    }
    assertThat(permissions.may(socket, Action.PUBLISH, channel("chat"))).isTrue();
    assertThat(permissions.may(stream, Action.PUBLISH, channel("chat"))).isFalse();
  }

  @Test
  void nobodyGetsATicketForMoreThanTheyMay() {
    TicketOutcome other = issue(ANN, "chat", "orders:43");
    assertThat(other)
        .isEqualTo(
            new TicketOutcome.Refused(Verdict.FORBIDDEN, "no grant to subscribe to orders:43"));
    assertThat(((TicketOutcome.Refused) issue(Principals.ANONYMOUS, "chat")).verdict())
        .isEqualTo(Verdict.UNAUTHORIZED);
    assertThat(issue(Principals.PROGRAM, "chat")).isInstanceOf(TicketOutcome.Refused.class);
  }

  @Test
  void aTicketBuysNoFurtherTicket() {
    String ticket = issued(ANN, "chat").ticket();
    Principal stream = admitted(redeem(tickets, ticket, TicketUse.EVENT_STREAM, APP));
    refused(issue(stream, "chat"), "for a token or a key");
  }

  @Test
  void aWebSocketIsOpenedOnceWithinThirtySeconds() {
    String ticket = issued(ANN, "chat").ticket();
    String late = issued(ANN, "chat").ticket();
    clock.advance(Duration.ofMillis(29_999));
    admitted(redeem(tickets, ticket, TicketUse.WEBSOCKET, APP));
    refused(redeem(tickets, ticket, TicketUse.WEBSOCKET, APP), "was used");
    clock.advance(Duration.ofMillis(1));
    refused(redeem(tickets, late, TicketUse.WEBSOCKET, APP), "not used in time");
    admitted(redeem(tickets, late, TicketUse.EVENT_STREAM, APP));
  }

  @Test
  void anEventStreamReconnectsUntilTheParentEnds() {
    Principal.User ann = (Principal.User) ANN;
    long ends = clock.wallMillis() + 600_000;
    Principal.Admission admission =
        new Principal.Admission(new Credential.Token("h", "k", OptionalLong.of(5)), ends);
    JsonText info = new JsonText("{\"name\":\"Ann\"}");
    Principal mortal =
        new Principal.User(ann.id(), ann.grants(), Optional.of(info), true, admission);
    TicketOutcome.Issued issued = issued(mortal, "chat");
    assertThat(issued.expiresMillis()).isEqualTo(ends);
    clock.advance(Duration.ofMillis(599_999));
    Principal.User stream =
        (Principal.User) admitted(redeem(tickets, issued.ticket(), TicketUse.EVENT_STREAM, APP));
    assertThat(stream.info()).contains(info);
    assertThat(stream.fromCookie()).isFalse();
    assertThat(stream.admission().endsAtMillis()).isEqualTo(ends);
    assertThat(((Credential.Ticket) stream.admission().credential()).parent())
        .isEqualTo(admission.credential());
    clock.advance(Duration.ofMillis(1));
    refused(redeem(tickets, issued.ticket(), TicketUse.EVENT_STREAM, APP), "expired");
    refused(issue(mortal, "chat"), "that is valid");
  }

  @Test
  void noTicketLivesLongerThanAnHour() {
    assertThat(issued(ANN, "chat").expiresMillis())
        .isEqualTo(clock.wallMillis() + Tickets.LIFE_MAX.toMillis());
  }

  @Test
  void aTicketIsForPagesOfItsOrigin() {
    String ticket = issued(ANN, "chat").ticket();
    for (Optional<String> origin :
        List.of(Optional.<String>empty(), Optional.of("http://app.example"), Optional.of("null"))) {
      refused(redeem(tickets, ticket, TicketUse.WEBSOCKET, origin), "another origin");
      refused(redeem(tickets, ticket, TicketUse.EVENT_STREAM, origin), "another origin");
    }
    admitted(redeem(tickets, ticket, TicketUse.WEBSOCKET, APP));
  }

  @Test
  void theParentOfEveryKindComesBack() {
    for (Credential parent :
        List.of(
            new Credential.Token("hash", "mark-key", OptionalLong.empty()),
            new Credential.Key("abc"),
            new Credential.Callback("question", "application", 17))) {
      Principal.User ann = (Principal.User) ANN;
      Principal.Admission admission = new Principal.Admission(parent, Principal.Admission.NEVER);
      Principal one =
          new Principal.User(ann.id(), ann.grants(), Optional.empty(), false, admission);
      Principal.User back =
          (Principal.User)
              admitted(redeem(tickets, issued(one, "chat").ticket(), TicketUse.WEBSOCKET, APP));
      assertThat(((Credential.Ticket) back.admission().credential()).parent()).isEqualTo(parent);
    }
  }

  @Test
  void aBackendsTicketIsABackends() {
    Principal shop = TestPrincipals.principal("key shop subscribe=chat publish=chat");
    String ticket = issued(shop, "chat").ticket();
    Principal back = admitted(redeem(tickets, ticket, TicketUse.WEBSOCKET, APP));
    assertThat(back.author()).isEqualTo("backend:shop");
    assertThat(permissions.may(back, Action.PUBLISH, channel("chat"))).isTrue();
    assertThat(permissions.may(back, Action.SUBSCRIBE, channel("news"))).isFalse();
    assertThat(permissions.may(back, Action.ADMIN, channel("chat"))).isFalse();
  }

  @Test
  void whatIsChangedByOneCharacterIsNone() {
    String ticket = issued(ANN, "chat").ticket();
    for (int i = 0; i < ticket.length(); i++) {
      char other = ticket.charAt(i) == 'A' ? 'B' : 'A';
      String changed = ticket.substring(0, i) + other + ticket.substring(i + 1);
      refused(redeem(tickets, changed, TicketUse.EVENT_STREAM, APP), "none of this server");
    }
    for (String none : List.of("", ".", "a.b", ticket + "=", ticket + ".", "x".repeat(1 << 20))) {
      refused(redeem(tickets, none, TicketUse.EVENT_STREAM, APP), "none of this server");
    }
    Tickets otherNode =
        new Tickets(
            new LocalControl(
                "another key, also of 32 bytes or so".getBytes(StandardCharsets.UTF_8),
                clock,
                Optional.empty()),
            clock,
            random::nextBytes);
    refused(redeem(otherNode, ticket, TicketUse.EVENT_STREAM, APP), "none of this server");
  }

  @Test
  void everyTicketIsAnother() {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(issued(ANN, "chat").ticket());
    }
    assertThat(all).hasSize(1_000);
  }

  @Test
  void ticketsAreBounded() {
    assertThat(issue(ANN)).isInstanceOf(TicketOutcome.Malformed.class);
    Principal shop = TestPrincipals.principal("key shop subscribe=ALL");
    List<ChannelName> long32 = new ArrayList<>();
    for (int i = 0; i < Tickets.CHANNELS_MAX; i++) {
      long32.add(channel("c".repeat(190) + i));
    }
    assertThat(tickets.issue(shop, long32, APP, permissions))
        .isInstanceOf(TicketOutcome.Malformed.class);
    long32.add(channel("one-more"));
    assertThat(tickets.issue(shop, long32, APP, permissions))
        .isEqualTo(new TicketOutcome.Malformed("a ticket is for 1 to 32 channels"));
  }

  @Test
  void whatCannotBeRememberedIsNotUsed() {
    Tickets small =
        new Tickets(new LocalControl(KEY, clock, Optional.empty(), 3), clock, random::nextBytes);
    for (int round = 0; round < 5; round++) {
      List<String> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(issued(ANN, "chat").ticket());
      }
      for (String ticket : all.subList(0, 3)) {
        admitted(redeem(small, ticket, TicketUse.WEBSOCKET, APP));
      }
      assertThat(redeem(small, all.get(3), TicketUse.WEBSOCKET, APP))
          .isInstanceOf(TicketOutcome.Unavailable.class);
      clock.advance(Duration.ofMillis(29_999));
      for (String ticket : all.subList(0, 3)) {
        refused(redeem(small, ticket, TicketUse.WEBSOCKET, APP), "was used");
      }
      clock.advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void aTicketIsNotShown() {
    TicketOutcome.Issued issued = issued(ANN, "chat");
    assertThat(issued.toString()).doesNotContain(issued.ticket());
  }
}
