package dev.belfry.server.auth.admission;

import static dev.belfry.server.auth.admission.TestCredentials.bearer;
import static dev.belfry.server.auth.admission.TestCredentials.cookie;
import static dev.belfry.server.auth.admission.TestCredentials.nothing;
import static dev.belfry.server.auth.admission.TestCredentials.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.FakeServer;
import dev.belfry.server.auth.ManualClock;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.auth.key.KeyText;
import dev.belfry.server.auth.key.LastUsed;
import dev.belfry.server.auth.ticket.LocalControl;
import dev.belfry.server.auth.ticket.TicketOutcome;
import dev.belfry.server.auth.ticket.Tickets;
import dev.belfry.server.auth.token.TestSigner;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.KeyFile;
import dev.belfry.server.config.KeyFile.KeyEntry;
import dev.belfry.server.config.ScopeRule;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.config.TokenAlgorithm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Everything that says who a client is, together, as a configuration wires it.
@Timeout(30)
final class IdentityTest {
  private static final String SECRET = new String(TestSigner.SECRET, StandardCharsets.UTF_8);
  private static final String ANN = "{\"user\":\"ann\",\"subscribe\":[\"chat\"],\"ttl\":60}";
  private static final TestSigner SIGNER = TestSigner.of(TokenAlgorithm.HS256);
  private static final TestSigner ISSUER = TestSigner.of(TokenAlgorithm.ES256);
  private static final ChannelName CHAT = ChannelName.parse("chat").orElseThrow();

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock();
  private final NotBefore notBefore = new NotBefore(new byte[] {5});
  private final SecureRandom random = new SecureRandom();
  private final LocalControl control = new LocalControl(new byte[32], clock, Optional.empty());
  private final Tickets tickets = new Tickets(control, clock, random::nextBytes);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Admittance> outcomes = new CopyOnWriteArrayList<>();
  private final KeyText key = KeyText.random(random);

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    threads.shutdownNow();
  }

  private Identity identity(Map<String, String> settings) throws Exception {
    Identity identity =
        new Identity(ServerConfig.of(settings), control, tickets, notBefore, clock, threads);
    open.add(identity);
    return identity;
  }

  private static Map<String, String> withTokens() {
    return Map.of("auth.tokens", "[{\"secret\":\"" + SECRET + "\"}]");
  }

  private Map<String, String> withKeys() {
    return Map.of("auth.keys", keyFile().toString());
  }

  private Path keyFile() {
    return folder.resolve("keys.yaml");
  }

  private static Map<String, String> withCallback(FakeServer app) {
    return Map.of(
        "auth.callback.url", app.url("127.0.0.1").toString(), "auth.callback.secret", SECRET);
  }

  private FakeServer app(String status, String body) throws Exception {
    FakeServer app = new FakeServer(FakeServer.answering(status, body));
    open.add(app);
    return app;
  }

  @SafeVarargs
  private static Map<String, String> all(Map<String, String>... settings) {
    Map<String, String> together = new HashMap<>();
    for (Map<String, String> some : settings) {
      together.putAll(some);
    }
    return together;
  }

  private void setScopes(String... scopes) throws Exception {
    List<ScopeRule> rules = new ArrayList<>();
    for (String scope : scopes) {
      rules.add(ScopeRule.parse(scope).orElseThrow());
    }
    Instant now = Instant.parse("2026-11-26T10:00:00Z");
    KeyEntry entry = new KeyEntry(key.id(), "shop", key.hash(), rules, now, Optional.empty());
    KeyFile.update(keyFile(), before -> scopes.length == 0 ? List.of() : List.of(entry));
  }

  private String token(String user) {
    long now = clock.wallMillis() / 1_000;
    return SIGNER.token(
        Optional.empty(),
        "{\"sub\":\"%s\",\"iat\":%d,\"exp\":%d,\"belfry\":{\"subscribe\":[\"chat\"]}}"
            .formatted(user, now, now + 600));
  }

  private Admittance authenticate(Identity identity, Credentials credentials) {
    int before = outcomes.size();
    identity.authenticator().authenticate(credentials, outcomes::add);
    await().until(() -> outcomes.size() > before);
    return outcomes.getLast();
  }

  private Principal admitted(Identity identity, Credentials credentials) {
    Admittance outcome = authenticate(identity, credentials);
    assertThat(outcome).isInstanceOf(Admittance.Admitted.class);
    return ((Admittance.Admitted) outcome).principal();
  }

  private void refused(Identity identity, Credentials credentials, Verdict verdict) {
    Admittance outcome = authenticate(identity, credentials);
    assertThat(outcome).isInstanceOf(Admittance.Refused.class);
    assertThat(((Admittance.Refused) outcome).verdict()).isEqualTo(verdict);
  }

  private static void stands(Identity identity, Principal principal) {
    assertThat(identity.authenticator().standing(principal)).isInstanceOf(Standing.Stands.class);
  }

  private static void withdrawn(Identity identity, Principal principal) {
    assertThat(identity.authenticator().standing(principal)).isEqualTo(new Standing.Ended(false));
  }

  private String ticketFor(Identity identity, Principal principal) {
    TicketOutcome outcome =
        tickets.issue(principal, List.of(CHAT), Optional.empty(), identity.permissions());
    return ((TicketOutcome.Issued) outcome).ticket();
  }

  @Test
  void whereNothingIsConfiguredEverybodyIsAnonymousAndMayDoEverything() throws Exception {
    Identity identity = identity(Map.of("server.port", "0"));
    for (Credentials one : List.of(nothing(), cookie(), bearer(token("42")), ticket("t"))) {
      Principal principal = admitted(identity, one);
      assertThat(principal).isEqualTo(Principals.ANONYMOUS);
      assertThat(identity.permissions().may(principal, Action.PUBLISH, CHAT)).isTrue();
    }
  }

  @Test
  void whatIsShownCountsBeforeWhatTheBrowserSends() throws Exception {
    setScopes("publish");
    FakeServer app = app("200 OK", ANN);
    Identity identity = identity(all(withTokens(), withKeys(), withCallback(app)));
    assertThat(admitted(identity, bearer(token("42"))).author()).isEqualTo("user:42");
    assertThat(admitted(identity, bearer(key.reveal())).author()).isEqualTo("backend:shop");
    assertThat(app.requests()).isEmpty();
    assertThat(admitted(identity, cookie()).author()).isEqualTo("user:ann");
    refused(identity, bearer(token("42") + "x"), Verdict.UNAUTHORIZED);
    refused(identity, bearer(KeyText.random(random).reveal()), Verdict.UNAUTHORIZED);
    refused(identity, ticket("t"), Verdict.UNAUTHORIZED);
    assertThat(app.requests()).hasSize(1);
  }

  @Test
  void aBearerThatNobodyChecksIsRefusedOrAskedAbout() throws Exception {
    setScopes("publish");
    refused(identity(withKeys()), bearer(token("42")), Verdict.UNAUTHORIZED);
    refused(identity(withTokens()), bearer(key.reveal()), Verdict.UNAUTHORIZED);
    FakeServer app = app("200 OK", ANN);
    assertThat(admitted(identity(withCallback(app)), bearer("theirs")).author())
        .isEqualTo("user:ann");
  }

  @Test
  void aNoOfTheApplicationIsHeeded() throws Exception {
    Identity unknown = identity(withCallback(app("401 Unauthorized", "")));
    refused(unknown, cookie(), Verdict.UNAUTHORIZED);
    assertThat(admitted(unknown, nothing())).isEqualTo(Principals.ANONYMOUS);
    Identity forbidden = identity(withCallback(app("403 Forbidden", "")));
    refused(forbidden, cookie(), Verdict.FORBIDDEN);
    refused(forbidden, nothing(), Verdict.FORBIDDEN);
    Identity broken = identity(withCallback(app("500 Oops", "")));
    assertThat(authenticate(broken, cookie())).isInstanceOf(Admittance.Unavailable.class);
    assertThat(authenticate(broken, nothing())).isInstanceOf(Admittance.Unavailable.class);
  }

  @Test
  void aTokenEndsAtItsTimeAndWhenItsUserIsToldToGo() throws Exception {
    Identity identity = identity(withTokens());
    Principal user = admitted(identity, bearer(token("42")));
    Principal other = admitted(identity, bearer(token("43")));
    stands(identity, user);
    clock.advance(Duration.ofSeconds(1));
    notBefore.set(UserId.parse("42").orElseThrow(), clock.wallMillis());
    withdrawn(identity, user);
    stands(identity, other);
    clock.advance(Duration.ofSeconds(629));
    assertThat(identity.authenticator().standing(other)).isEqualTo(new Standing.Ended(true));
  }

  @Test
  void aTokenEndsWithItsKey() throws Exception {
    Identity before = identity(withTokens());
    Principal user = admitted(before, bearer(token("42")));
    String otherSecret = "[{\"secret\":\"" + "another".repeat(9) + "\"}]";
    withdrawn(identity(Map.of("auth.tokens", otherSecret)), user);
    stands(identity(withTokens()), user);
    withdrawn(identity(all(withTokens(), Map.of("auth.issuer", "id"))), user);
  }

  @Test
  void anAnswerHoldsForTheApplicationThatGaveIt() throws Exception {
    FakeServer app = app("200 OK", ANN);
    Identity before = identity(withCallback(app));
    Principal ann = admitted(before, cookie());
    String ticket = ticketFor(before, ann);
    stands(identity(withCallback(app)), ann);
    Identity elsewhere = identity(withCallback(app("200 OK", ANN)));
    String otherSecret = "another".repeat(9);
    Identity resigned =
        identity(all(withCallback(app), Map.of("auth.callback.secret", otherSecret)));
    for (Identity other : List.of(elsewhere, resigned)) {
      assertThat(other.authenticator().standing(ann)).isEqualTo(new Standing.Outdated());
      refused(other, ticket(ticket), Verdict.UNAUTHORIZED);
    }
    withdrawn(identity(withTokens()), ann);
    assertThat(admitted(before, ticket(ticket)).author()).isEqualTo("user:ann");
  }

  @Test
  void anApiKeyChangesAndEndsWithItsFile() throws Exception {
    setScopes("publish", "subscribe");
    Identity identity = identity(withKeys());
    Principal shop = admitted(identity, bearer(key.reveal()));
    stands(identity, shop);
    setScopes("publish");
    identity.tick();
    Standing changed = identity.authenticator().standing(shop);
    assertThat(changed).isInstanceOf(Standing.Changed.class);
    Principal now = ((Standing.Changed) changed).now();
    assertThat(identity.permissions().may(now, Action.SUBSCRIBE, CHAT)).isFalse();
    assertThat(identity.permissions().may(now, Action.PUBLISH, CHAT)).isTrue();
    setScopes();
    identity.tick();
    withdrawn(identity, shop);
    refused(identity, bearer(key.reveal()), Verdict.UNAUTHORIZED);
  }

  @Test
  void theUseOfAKeyIsWrittenOnceAMinute() throws Exception {
    setScopes("publish");
    Identity identity = identity(withKeys());
    admitted(identity, bearer(key.reveal()));
    for (int second = 1; second < 60; second++) {
      identity.tick();
    }
    assertThat(LastUsed.read(keyFile())).isEmpty();
    identity.tick();
    assertThat(LastUsed.read(keyFile()))
        .containsEntry(key.id(), Instant.ofEpochMilli(clock.wallMillis()));
  }

  @Test
  void aTicketEndsWithWhatItWasIssuedFor() throws Exception {
    setScopes("publish", "subscribe");
    Identity identity = identity(all(withTokens(), withKeys()));
    Principal user = admitted(identity, bearer(token("42")));
    Principal shop = admitted(identity, bearer(key.reveal()));
    String ofUser = ticketFor(identity, user);
    String ofShop = ticketFor(identity, shop);
    Principal userStream = admitted(identity, ticket(ofUser));
    Principal shopStream = admitted(identity, ticket(ofShop));
    stands(identity, userStream);
    stands(identity, shopStream);
    clock.advance(Duration.ofSeconds(1));
    notBefore.set(UserId.parse("42").orElseThrow(), clock.wallMillis());
    withdrawn(identity, userStream);
    refused(identity, ticket(ofUser), Verdict.UNAUTHORIZED);
    setScopes("publish", "subscribe=orders:*");
    identity.tick();
    withdrawn(identity, shopStream);
    refused(identity, ticket(ofShop), Verdict.UNAUTHORIZED);
  }

  @Test
  void aTicketForAnOpenChannelStandsOnPoorScopes() throws Exception {
    setScopes("notify");
    String open = "[{\"match\":\"chat\",\"subscribe\":\"anyone\",\"publish\":\"anyone\"}]";
    Identity identity = identity(all(withKeys(), Map.of("channels", open)));
    Principal shop = admitted(identity, bearer(key.reveal()));
    stands(identity, admitted(identity, ticket(ticketFor(identity, shop))));
  }

  @Test
  void keysOfAnIssuerAreFetched() throws Exception {
    FakeServer issuer = app("200 OK", "{\"keys\":[" + ISSUER.jwk("k1", ",\"use\":\"sig\"") + "]}");
    String rule =
        "[{\"jwks\":\"%s\",\"algorithms\":[\"ES256\"],\"private-addresses\":true}]"
            .formatted(issuer.url("127.0.0.1"));
    Identity identity =
        identity(Map.of("auth.tokens", rule, "auth.issuer", "id", "auth.audience", "belfry"));
    long exp = clock.wallMillis() / 1_000 + 60;
    String claims = "{\"sub\":\"42\",\"iss\":\"id\",\"aud\":\"belfry\",\"exp\":" + exp + "}";
    String good = ISSUER.token(Optional.of("k1"), claims);
    assertThat(admitted(identity, bearer(good)).author()).isEqualTo("user:42");
    refused(identity, bearer(SIGNER.token(Optional.of("k1"), claims)), Verdict.UNAUTHORIZED);
    assertThat(issuer.requests()).hasSize(1);
  }

  @Test
  void aFileThatIsNoKeyStopsTheStart() throws Exception {
    Path file = Files.writeString(folder.resolve("shop.pem"), "nothing");
    String rule = "[{\"algorithm\":\"ES256\",\"key\":\"" + file + "\"}]";
    assertThatThrownBy(() -> identity(Map.of("auth.tokens", rule)))
        .hasMessage("auth.tokens[0].key: " + file + " has no public key in PEM");
  }

  @Test
  void noSecretIsEverLoggedOrShown() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger("dev.belfry");
    ListAppender<ILoggingEvent> events = new ListAppender<>();
    events.start();
    root.addAppender(events);
    root.setLevel(Level.TRACE);
    StringBuilder shown = new StringBuilder();
    setScopes("publish", "subscribe");
    Identity identity = identity(all(withTokens(), withKeys(), withCallback(app("500 Oops", ""))));
    String token = token("42");
    String ticket = ticketFor(identity, admitted(identity, bearer(token)));
    String unsigned = token.substring(0, token.lastIndexOf('.') + 1);
    List<Credentials> everything =
        List.of(
            bearer(token),
            bearer(unsigned),
            bearer(token + "A"),
            bearer(key.reveal()),
            bearer(key.reveal() + "A"),
            ticket(ticket),
            ticket(ticket + "A"),
            cookie());
    for (Credentials one : everything) {
      shown.append(one).append(authenticate(identity, one)).append('\n');
    }
    for (String mistake : List.of("keys: ", "keys:\n  - id: a\n    hash: ")) {
      Files.writeString(keyFile(), mistake + key.reveal());
      identity.tick();
    }
    shown.append(key).append(ServerConfig.of(all(withTokens(), withKeys())));
    root.detachAppender(events);
    events.list.forEach(event -> shown.append(event.getFormattedMessage()).append('\n'));
    assertThat(events.list).hasSizeGreaterThanOrEqualTo(3);
    String secretOfKey = key.reveal().substring(key.reveal().indexOf(key.id()) + 20);
    assertThat(shown.toString())
        .contains("the token is signed with no key", "The API keys stay as they were")
        .doesNotContain(
            SECRET, "sid=1", secretOfKey, token.substring(40, 60), ticket.substring(0, 20));
  }
}
