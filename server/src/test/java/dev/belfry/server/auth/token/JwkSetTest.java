package dev.belfry.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.config.Auth;
import dev.belfry.server.config.Secret;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.config.TokenAlgorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys from an issuer, and keys in files.
final class JwkSetTest {
  private static final Set<TokenAlgorithm> ALL = EnumSet.allOf(TokenAlgorithm.class);

  @TempDir Path folder;

  private static Optional<List<TokenKey>> parse(String json) {
    return JwkSet.parse(json.getBytes(StandardCharsets.UTF_8), ALL).map(JwkSet::keys);
  }

  private static List<TokenKey> keysOf(String... jwks) {
    return parse("{\"keys\":[" + String.join(",", jwks) + "]}").orElseThrow();
  }

  private static boolean verifies(TokenKey key, String token) throws RefusedToken {
    CompactToken parsed = CompactToken.parse(token);
    return key.fits(parsed) && key.check().verifies(parsed.signed(), parsed.signature());
  }

  @ParameterizedTest
  @EnumSource(names = "HS256", mode = EnumSource.Mode.EXCLUDE)
  void aPublicKeyChecksWhatItsOwnerSigned(TokenAlgorithm algorithm) throws Exception {
    TestSigner signer = TestSigner.of(algorithm);
    List<TokenKey> keys = keysOf(signer.jwk("k1", ""), "{\"kty\":\"new\"}", "7");
    assertThat(keys).hasSize(1);
    assertThat(keys.getFirst().algorithm()).isEqualTo(algorithm);
    assertThat(keys.getFirst().kid()).contains("k1");
    assertThat(verifies(keys.getFirst(), signer.token(Optional.of("k1"), "{}"))).isTrue();
    String alien = TestSigner.of(algorithm).token(Optional.of("k1"), "{}");
    assertThat(verifies(keys.getFirst(), alien)).isFalse();
  }

  @Test
  void aSecretInASetIsNoKey() {
    TestSigner hs256 = TestSigner.of(TokenAlgorithm.HS256);
    assertThat(keysOf(hs256.jwk("k1", ""), hs256.jwk("k1", ",\"alg\":\"RS256\""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"use\":\"enc\"",
        ",\"use\":\"sign\"",
        ",\"key_ops\":[\"encrypt\"]",
        ",\"key_ops\":[]",
        ",\"alg\":\"RS384\"",
        ",\"alg\":\"HS256\"",
        ",\"alg\":\"RSA-OAEP\""
      })
  void aKeyForSomethingElseIsNotUsed(String member) {
    assertThat(keysOf(TestSigner.of(TokenAlgorithm.RS256).jwk("k1", member))).isEmpty();
  }

  @Test
  void onlyConfiguredAlgorithmsAreTaken() {
    String es256 = TestSigner.of(TokenAlgorithm.ES256).jwk("k1", "");
    String eddsa = TestSigner.of(TokenAlgorithm.EDDSA).jwk("k2", "");
    byte[] json = ("{\"keys\":[" + es256 + "," + eddsa + "]}").getBytes(StandardCharsets.UTF_8);
    assertThat(JwkSet.parse(json, Set.of(TokenAlgorithm.EDDSA)).orElseThrow().keys())
        .extracting(TokenKey::algorithm)
        .containsExactly(TokenAlgorithm.EDDSA);
  }

  @Test
  void rsaKeysThatAreWeakOrHugeAreNotUsed() {
    assertThat(keysOf(rsa(1_024, BigInteger.valueOf(65_537)))).isEmpty();
    assertThat(keysOf(rsa(8_192, BigInteger.valueOf(65_537)))).hasSize(1);
    assertThat(keysOf(rsa(8_200, BigInteger.valueOf(65_537)))).isEmpty();
    assertThat(keysOf(rsa(16_384, BigInteger.valueOf(65_537)))).isEmpty();
    assertThat(keysOf(rsa(2_048, BigInteger.ONE.shiftLeft(1_024).add(BigInteger.ONE)))).isEmpty();
  }

  private static String rsa(int bits, BigInteger exponent) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
    return "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}"
        .formatted(base64(modulus), base64(exponent));
  }

  private static String base64(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return TestSigner.base64(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  @Test
  void pointsOnAnotherCurveAreNoKeys() {
    String off =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}"
            .formatted("A".repeat(42) + "E", "A".repeat(42) + "I");
    String otherCurve =
        "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"%s\",\"y\":\"%s\"}"
            .formatted(
                "eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g",
                "SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg");
    assertThat(keysOf(off, otherCurve)).isEmpty();
    assertThat(keysOf("{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\"}")).isEmpty();
    assertThat(keysOf("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" + "A".repeat(43) + "\"}"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "<html>",
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[]"
      })
  void whatIsNoSetIsNone(String json) {
    assertThat(parse(json)).isEmpty();
  }

  @Test
  void aSetHasAtMostAHundredKeys() {
    String[] many = new String[JwkSet.KEYS_MAX + 1];
    Arrays.fill(many, "{}");
    assertThat(parse("{\"keys\":[" + String.join(",", many) + "]}")).isEmpty();
    assertThat(parse("{\"keys\":[]}").orElseThrow()).isEmpty();
  }

  private Path pem(String label, byte[] encoded) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return Files.writeString(
        folder.resolve(label + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label));
  }

  @ParameterizedTest
  @EnumSource(names = "HS256", mode = EnumSource.Mode.EXCLUDE)
  void aKeyIsReadFromAFile(TokenAlgorithm algorithm) throws Exception {
    TestSigner signer = TestSigner.of(algorithm);
    Path file = pem("PUBLIC KEY", signer.pair().getPublic().getEncoded());
    TokenKey key = PemKey.read(file, algorithm, Optional.empty());
    assertThat(verifies(key, signer.token(Optional.empty(), "{}"))).isTrue();
  }

  @Test
  void aPrivateKeyInItsPlaceIsRefusedByName() throws Exception {
    Path file =
        pem("PRIVATE KEY", TestSigner.of(TokenAlgorithm.ES256).pair().getPrivate().getEncoded());
    Auth auth =
        ServerConfig.of(
                Map.of("auth.tokens", "[{\"algorithm\":\"ES256\",\"key\":\"" + file + "\"}]"))
            .auth();
    assertThatThrownBy(() -> PinnedKeys.read(auth))
        .hasMessageStartingWith("auth.tokens[0].key: " + file)
        .hasMessageContaining("holds a PRIVATE KEY, not a PUBLIC KEY");
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws Exception {
    Path rsa =
        pem("PUBLIC KEY", TestSigner.of(TokenAlgorithm.RS256).pair().getPublic().getEncoded());
    assertThatThrownBy(() -> PemKey.read(rsa, TokenAlgorithm.ES256, Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no key for ES256");
    Path weak = pem("PUBLIC KEY", TestSigner.generate("RSA", 1_024).getPublic().getEncoded());
    assertThatThrownBy(() -> PemKey.read(weak, TokenAlgorithm.RS256, Optional.empty()))
        .hasMessageContaining("no key that is safe for RS256");
    Path text = Files.writeString(folder.resolve("text"), "hello");
    assertThatThrownBy(() -> PemKey.read(text, TokenAlgorithm.RS256, Optional.empty()))
        .hasMessageContaining("no public key in PEM");
    assertThatThrownBy(() -> PemKey.read(folder, TokenAlgorithm.RS256, Optional.empty()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatTheWriterSignsIsVerified() throws Exception {
    Auth auth =
        ServerConfig.of(Map.of("auth.tokens", "[{\"secret\":\"" + "s".repeat(32) + "\"}]")).auth();
    Secret secret = auth.tokens().getFirst().secret().orElseThrow();
    String token =
        new TokenWriter(UserId.parse("42").orElseThrow(), Instant.now(), Duration.ofHours(1))
            .sign(secret, Optional.of("k"));
    assertThat(verifies(PinnedKeys.read(auth).keys().getFirst(), token)).isTrue();
  }
}
