package dev.belfry.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.config.TokenAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON Web Signature vectors of project Wycheproof, through the same parts that take a token.
final class WycheproofTest {
  /// Marked invalid, and byte for byte the valid 357.
  private static final Set<Integer> VALID_AFTER_ALL = Set.of(367, 370);

  /// Marked valid, and hold a character that is not base64url.
  private static final Set<Integer> INVALID_AFTER_ALL = Set.of(372, 373);

  /// RFC 7520, figure 20: the key says PS256, and the token PS384.
  private static final Set<Integer> CONTRADICTORY = Set.of(346, 350);

  private record Vector(int id, String token, boolean valid, String key) {
    /// Whether its algorithm is one that the server takes at all.
    boolean isTaken() {
      String alg = JsonMapper.shared().readTree(key).path("alg").asString("");
      return Arrays.stream(TokenAlgorithm.values()).anyMatch(one -> one.word().equals(alg));
    }
  }

  @Test
  void whatIsInvalidIsRefused() throws IOException {
    List<Vector> invalid = vectors().stream().filter(vector -> !vector.valid()).toList();
    assertThat(invalid).hasSize(401 - 46 - 2);
    assertThat(invalid).filteredOn(WycheproofTest::accepts).isEmpty();
  }

  @Test
  void whatIsValidIsTaken() throws IOException {
    List<Vector> valid = vectors().stream().filter(Vector::valid).filter(Vector::isTaken).toList();
    assertThat(valid).hasSizeGreaterThan(15).allMatch(WycheproofTest::accepts);
  }

  @Test
  void validOnesOfOtherAlgorithmsAreRefused() throws IOException {
    List<Vector> others = vectors().stream().filter(one -> !one.isTaken()).toList();
    assertThat(others).filteredOn(Vector::valid).hasSizeGreaterThan(15);
    assertThat(others).noneMatch(WycheproofTest::accepts);
  }

  @Test
  void theFaultyOnesAreStillFaulty() throws IOException {
    List<Vector> all = all();
    assertThat(all).filteredOn(one -> VALID_AFTER_ALL.contains(one.id())).noneMatch(Vector::valid);
    assertThat(all).filteredOn(one -> INVALID_AFTER_ALL.contains(one.id())).allMatch(Vector::valid);
    assertThat(all)
        .filteredOn(one -> INVALID_AFTER_ALL.contains(one.id()))
        .noneMatch(WycheproofTest::accepts);
    assertThat(all).filteredOn(one -> CONTRADICTORY.contains(one.id())).allMatch(Vector::valid);
  }

  private static boolean accepts(Vector vector) {
    Optional<TokenKey> key = JwkSet.key(vector.key());
    try {
      CompactToken token = CompactToken.parse(vector.token());
      return key.isPresent()
          && key.get().fits(token)
          && key.get().check().verifies(token.signed(), token.signature());
    } catch (RefusedToken refused) {
      return false;
    }
  }

  private static List<Vector> vectors() throws IOException {
    Set<Integer> faulty = new HashSet<>(VALID_AFTER_ALL);
    faulty.addAll(INVALID_AFTER_ALL);
    faulty.addAll(CONTRADICTORY);
    return all().stream().filter(vector -> !faulty.contains(vector.id())).toList();
  }

  private static List<Vector> all() throws IOException {
    List<Vector> vectors = new ArrayList<>();
    try (InputStream file = WycheproofTest.class.getResourceAsStream("wycheproof-jws.json")) {
      JsonNode all = JsonMapper.shared().readTree(file.readAllBytes());
      for (JsonNode group : all.get("testGroups")) {
        JsonNode key = group.has("public") ? group.get("public") : group.get("private");
        for (JsonNode test : group.get("tests")) {
          vectors.add(
              new Vector(
                  test.get("tcId").intValue(),
                  test.get("jws").stringValue(),
                  test.get("result").stringValue().equals("valid"),
                  key.toString()));
        }
      }
    }
    return vectors;
  }
}
