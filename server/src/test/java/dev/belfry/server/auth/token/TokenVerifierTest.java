package dev.belfry.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.auth.ChannelSet;
import dev.belfry.server.auth.Credential;
import dev.belfry.server.auth.ManualClock;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.TokenAlgorithm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenVerifierTest {
  private static final long NOW = ManualClock.START_MILLIS / 1_000;
  private static final String GOOD = "{\"sub\":\"42\",\"iat\":" + NOW + ",\"exp\":" + (NOW + 3600);
  private static final TestSigner HS256 = TestSigner.of(TokenAlgorithm.HS256);

  private final ManualClock clock = new ManualClock();
  private final NotBefore notBefore = new NotBefore(new byte[] {7});
  private TokenRules rules =
      new TokenRules(Optional.empty(), Optional.empty(), Duration.ofSeconds(30));
  private final List<TokenKey> keys = new ArrayList<>();

  private TokenOutcome verify(String token) {
    return verify(verifier(), token);
  }

  private TokenVerifier verifier() {
    return new TokenVerifier(rules, List.of(KeySource.of(keys)), notBefore, clock);
  }

  private static TokenOutcome verify(TokenVerifier verifier, String token) {
    List<TokenOutcome> outcomes = new ArrayList<>();
    verifier.verify(token, outcomes::add);
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  private TokenOutcome verifyClaims(String claims) {
    keys.add(HS256.key(Optional.empty()));
    return verify(HS256.token(Optional.empty(), claims));
  }

  private static Principal.User user(TokenOutcome outcome) {
    assertThat(outcome).isInstanceOf(TokenOutcome.Valid.class);
    return ((TokenOutcome.Valid) outcome).user();
  }

  private static String refusal(TokenOutcome outcome) {
    assertThat(outcome).isInstanceOf(TokenOutcome.Refused.class);
    return ((TokenOutcome.Refused) outcome).why();
  }

  private static ChannelName channel(String name) {
    return ChannelName.parse(name).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void everyAlgorithmAdmits(TokenAlgorithm algorithm) {
    TestSigner signer = TestSigner.of(algorithm);
    keys.add(signer.key(Optional.of("k1")));
    Principal.User user = user(verify(signer.token(Optional.of("k1"), GOOD + "}")));
    assertThat(user.id().text()).isEqualTo("42");
    assertThat(user.admission().endsAtMillis()).isEqualTo((NOW + 3630) * 1_000);
  }

  @ParameterizedTest
  @EnumSource
  void aTokenWithOneBitTurnedIsRefused(TokenAlgorithm algorithm) {
    TestSigner signer = TestSigner.of(algorithm);
    keys.add(signer.key(Optional.empty()));
    String token = signer.token(Optional.empty(), GOOD + "}");
    int at = token.lastIndexOf('.') + 5;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    assertThat(refusal(verify(token.substring(0, at) + other + token.substring(at + 1))))
        .contains("no key that is known");
  }

  @Test
  void grantsAndInfoAreRead() {
    Principal.User user =
        user(
            verifyClaims(
                GOOD
                    + ",\"info\":{\"name\":\"Ann\"},\"belfry\":{\"subscribe\":[\"orders:42\","
                    + "{\"match\":\"news:*\"}],\"publish\":[\"chat\"],\"history\":[]}}"));
    assertThat(user.info().orElseThrow().text()).isEqualTo("{\"name\":\"Ann\"}");
    assertThat(user.grants().subscribe().contains(channel("orders:42"))).isTrue();
    assertThat(user.grants().subscribe().contains(channel("news:1"))).isTrue();
    assertThat(user.grants().subscribe().contains(channel("orders:43"))).isFalse();
    assertThat(user.grants().history()).contains(ChannelSet.NONE);
    assertThat(user.grants().presence()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"subscribe\":[\"news:*\"]}",
        "{\"subscribe\":[\"a b\"]}",
        "{\"subscribe\":[{\"match\":\"a***\"}]}",
        "{\"subscribe\":[{\"match\":\"a\",\"more\":1}]}",
        "{\"subscribe\":[1]}",
        "{\"publish\":\"chat\"}",
        "[]"
      })
  void aGrantThatIsNoNameAndNoPatternIsRefused(String grants) {
    assertThat(refusal(verifyClaims(GOOD + ",\"belfry\":" + grants + "}")))
        .startsWith("the token has");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"sub":"42"}                              | has no exp
          {"sub":"42","exp":"9999999999"}           | no time in seconds
          {"sub":"42","exp":1e99}                   | no time in seconds
          {"sub":"42","exp":-1}                     | no time in seconds
          {"sub":"42","exp":NOW-30}                 | has expired
          {"sub":"42","exp":NOW+60,"nbf":NOW+31}    | is not valid yet
          {"sub":"42","exp":NOW+60,"iat":NOW+31}    | is from the future
          {"exp":NOW+60}                            | has no sub
          {"sub":42,"exp":NOW+60}                   | has no sub
          {"sub":"","exp":NOW+60}                   | has a sub that is empty
          {"sub":"42","exp":NOW+60,"aud":"a"}       | no audience is configured
          {"sub":"42","exp":NOW+60,"info":"x"}      | has an info
          {"sub":"42","sub":"43","exp":NOW+60}      | are not one JSON object
          {"sub":"42","exp":NOW+60} x               | are not one JSON object
          ["sub"]                                   | are not one JSON object
          """)
  void claimsThatAreNotGoodAreRefused(String claims, String why) {
    assertThat(refusal(verifyClaims(withTimes(claims)))).contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sub\":\"42\",\"exp\":NOW-29}",
        "{\"sub\":\"42\",\"exp\":NOW+60,\"nbf\":NOW+30}",
        "{\"sub\":\"42\",\"exp\":NOW+60,\"iat\":NOW+30}",
        "{\"sub\":\"42\",\"exp\":NOW+60.5}"
      })
  void clocksMayDifferByTheLeeway(String claims) {
    user(verifyClaims(withTimes(claims)));
  }

  /// Replaces `NOW+60` by the number.
  private static String withTimes(String claims) {
    return Pattern.compile("NOW([+-]\\d+)")
        .matcher(claims)
        .replaceAll(time -> Long.toString(NOW + Long.parseLong(time.group(1))));
  }

  @Test
  void issuerAndAudienceAreDemandedWhereConfigured() {
    rules = new TokenRules(Optional.of("id"), Optional.of("belfry"), Duration.ZERO);
    keys.add(HS256.key(Optional.empty()));
    user(verify(HS256.token(Optional.empty(), GOOD + ",\"iss\":\"id\",\"aud\":\"belfry\"}")));
    user(
        verify(
            HS256.token(Optional.empty(), GOOD + ",\"iss\":\"id\",\"aud\":[\"x\",\"belfry\"]}")));
    for (String claims :
        List.of(
            "}",
            ",\"iss\":\"id\"}",
            ",\"aud\":\"belfry\"}",
            ",\"iss\":\"other\",\"aud\":\"belfry\"}",
            ",\"iss\":[\"id\"],\"aud\":\"belfry\"}",
            ",\"iss\":\"id\",\"aud\":[\"x\"]}",
            ",\"iss\":\"id\",\"aud\":{\"belfry\":1}}")) {
      refusal(verify(HS256.token(Optional.empty(), GOOD + claims)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"NONE\"}",
        "{\"alg\":\"HS384\"}",
        "{\"alg\":\"hs256\"}",
        "{\"alg\":[\"HS256\"]}",
        "{}",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"HS256\",\"b64\":false}",
        "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}",
        "{\"alg\":\"HS256\",\"enc\":\"A256GCM\"}",
        "{\"alg\":\"HS256\",\"typ\":\"secevent+jwt\"}",
        "{\"alg\":\"HS256\",\"typ\":\"dpop+jwt\"}",
        "{\"alg\":\"HS256\",\"typ\":1}",
        "{\"alg\":\"HS256\",\"kid\":7}",
        "{\"alg\":\"HS256\"}{}",
        "\"HS256\""
      })
  void headersThatAreNotGoodAreRefused(String header) {
    keys.add(HS256.key(Optional.empty()));
    refusal(verify(HS256.sign(header, GOOD + "}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+JWT"})
  void typesOfAccessTokensAreTaken(String type) {
    keys.add(HS256.key(Optional.empty()));
    user(verify(HS256.sign("{\"alg\":\"HS256\",\"typ\":\"" + type + "\"}", GOOD + "}")));
  }

  @Test
  void anUnsignedTokenIsRefused() {
    keys.add(HS256.key(Optional.empty()));
    String token = HS256.sign("{\"alg\":\"none\"}", GOOD + "}");
    refusal(verify(token.substring(0, token.lastIndexOf('.') + 1)));
    String signed = HS256.token(Optional.empty(), GOOD + "}");
    refusal(verify(signed.substring(0, signed.lastIndexOf('.') + 1)));
  }

  @Test
  void aPublicKeyIsNoSecret() throws Exception {
    TestSigner rs256 = TestSigner.of(TokenAlgorithm.RS256);
    keys.add(rs256.key(Optional.of("k1")));
    byte[] encoded = rs256.pair().getPublic().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
            + "\n-----END PUBLIC KEY-----\n";
    for (byte[] secret : List.of(encoded, pem.getBytes(StandardCharsets.UTF_8))) {
      String signed =
          TestSigner.base64("{\"alg\":\"HS256\",\"kid\":\"k1\"}".getBytes(StandardCharsets.UTF_8))
              + "."
              + TestSigner.base64((GOOD + "}").getBytes(StandardCharsets.UTF_8));
      byte[] mac = TestSigner.hmac(secret, signed.getBytes(StandardCharsets.UTF_8));
      refusal(verify(signed + "." + TestSigner.base64(mac)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../dev/null", "' OR 1=1 --", "http://127.0.0.1/keys", "", "k2"})
  void aKidOnlyChoosesAmongTheKeys(String kid) {
    keys.add(HS256.key(Optional.of("k1")));
    String header = "{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}";
    refusal(verify(HS256.sign(header, GOOD + "}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u"})
  void theAddressOfAKeyIsNotFollowed(String member) {
    TestSigner attacker = TestSigner.of(TokenAlgorithm.ES256);
    keys.add(TestSigner.of(TokenAlgorithm.ES256).key(Optional.empty()));
    String header = "{\"alg\":\"ES256\",\"" + member + "\":\"http://127.0.0.1:9/keys\"}";
    refusal(verify(attacker.sign(header, GOOD + "}")));
  }

  @Test
  void oneKeyFollowsAnother() {
    TestSigner before = TestSigner.of(TokenAlgorithm.ES256);
    TestSigner after = TestSigner.of(TokenAlgorithm.ES256);
    String old = before.token(Optional.of("k1"), GOOD + "}");
    String fresh = after.token(Optional.of("k2"), GOOD + "}");
    keys.add(before.key(Optional.of("k1")));
    keys.add(after.key(Optional.of("k2")));
    user(verify(old));
    user(verify(fresh));
    keys.removeFirst();
    refusal(verify(old));
    user(verify(fresh));
  }

  @Test
  void withoutAKidEveryKeyOfTheAlgorithmIsTried() {
    TestSigner second = TestSigner.of(TokenAlgorithm.EDDSA);
    keys.add(TestSigner.of(TokenAlgorithm.EDDSA).key(Optional.of("k1")));
    keys.add(second.key(Optional.of("k2")));
    user(verify(second.token(Optional.empty(), GOOD + "}")));
    refusal(verify(second.token(Optional.of("k1"), GOOD + "}")));
  }

  @Test
  void aHugeTokenIsRefusedBeforeItIsRead() {
    keys.add(HS256.key(Optional.empty()));
    String huge = "a".repeat(10 << 20);
    long start = System.nanoTime();
    assertThat(refusal(verify(huge))).contains("longer than 16384");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(100));
    assertThat(refusal(verify(".".repeat(16_384)))).contains("16385 parts");
  }

  @Test
  void aVerifiedTokenEndsAtItsTime() {
    keys.add(HS256.key(Optional.empty()));
    TokenVerifier verifier = verifier();
    String token = HS256.token(Optional.empty(), GOOD + "}");
    Principal.User first = user(verify(verifier, token));
    assertThat(user(verify(verifier, token))).isSameAs(first);
    clock.advance(Duration.ofSeconds(3_629));
    assertThat(user(verify(verifier, token))).isSameAs(first);
    clock.advance(Duration.ofSeconds(1));
    assertThat(refusal(verify(verifier, token))).contains("expired");
  }

  @Test
  void aKeyThatIsWithdrawnEndsWhatItAdmitted() {
    TestSigner other = TestSigner.of(TokenAlgorithm.EDDSA);
    List<TokenKey> now = new ArrayList<>(List.of(HS256.key(Optional.empty())));
    TokenVerifier verifier =
        new TokenVerifier(rules, List.of(new ChangingKeys(now)), notBefore, clock);
    String token = HS256.token(Optional.empty(), GOOD + "}");
    Principal.User user = user(verify(verifier, token));
    Credential.Token credential = (Credential.Token) user.admission().credential();
    assertThat(verifier.stands(user.id(), credential)).isTrue();
    now.set(0, other.key(Optional.empty()));
    assertThat(verifier.stands(user.id(), credential)).isFalse();
    refusal(verify(verifier, token));
  }

  @Test
  void otherRulesEndWhatWasAdmittedBefore() {
    keys.add(HS256.key(Optional.empty()));
    String token = HS256.token(Optional.empty(), GOOD + ",\"iss\":\"id\"}");
    Principal.User user = user(verify(token));
    rules = new TokenRules(Optional.of("other"), Optional.empty(), Duration.ZERO);
    Credential.Token credential = (Credential.Token) user.admission().credential();
    assertThat(verifier().stands(user.id(), credential)).isFalse();
  }

  @Test
  void aUserWhoWasToldToGoDoesNotComeBackWithTheOldToken() {
    keys.add(HS256.key(Optional.empty()));
    TokenVerifier verifier = verifier();
    String token = HS256.token(Optional.empty(), GOOD + "}");
    Principal.User user = user(verify(verifier, token));
    clock.advance(Duration.ofMillis(500));
    notBefore.set(user.id(), clock.wallMillis());
    assertThat(refusal(verify(verifier, token))).contains("told to go");
    String timeless = "{\"sub\":\"42\",\"exp\":" + (NOW + 60) + "}";
    refusal(verify(verifier, HS256.token(Optional.empty(), timeless)));
    clock.advance(Duration.ofMillis(500));
    String fresh = withTimes("{\"sub\":\"42\",\"iat\":NOW+1,\"exp\":NOW+60}");
    user(verify(verifier, HS256.token(Optional.empty(), fresh)));
  }

  @Test
  void whatIsRememberedIsBounded() {
    VerifiedTokens tokens = new VerifiedTokens(100);
    keys.add(HS256.key(Optional.empty()));
    Principal.User user = user(verify(HS256.token(Optional.empty(), GOOD + "}")));
    for (int i = 0; i < 1_000; i++) {
      tokens.put("hash" + i, user);
      assertThat(tokens.get("hash0")).isPresent();
      assertThat(tokens.size()).isLessThanOrEqualTo(101);
    }
    assertThat(tokens.get("hash1")).isEmpty();
  }

  /// A source whose keys change under the verifier.
  private record ChangingKeys(List<TokenKey> keys) implements KeySource {
    @Override
    public Renewal renew(String kid, Runnable then) {
      return Renewal.NONE;
    }
  }
}
