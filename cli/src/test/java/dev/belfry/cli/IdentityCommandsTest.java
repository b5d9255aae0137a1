package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `belfry token` and `belfry key`.
class IdentityCommandsTest {
  private static final String SECRET = "a secret of more than 32 bytes, shared";

  @TempDir Path folder;
  private final Commands commands = new Commands();

  private int run(String... arguments) {
    commands.clear();
    return commands.run(arguments);
  }

  private String file() {
    return folder.resolve("keys.yaml").toString();
  }

  @Test
  void aTokenIsSignedWithTheConfiguredSecret() throws Exception {
    Path config = folder.resolve("belfry.yaml");
    Files.writeString(
        config,
        "auth: { tokens: [{ secret: \"" + SECRET + "\", kid: k1 }], issuer: id, audience: b }");
    assertThat(
            run(
                "token",
                "--user",
                "42",
                "--subscribe",
                "orders:42",
                "--subscribe-match",
                "news:*",
                "--publish",
                "chat",
                "--ttl",
                "7d",
                "--config",
                config.toString()))
        .isZero();
    String[] parts = commands.out().strip().split("\\.");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] sum = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
    assertThat(Base64.getUrlDecoder().decode(parts[2])).isEqualTo(sum);
    String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    assertThat(header).contains("\"alg\":\"HS256\"", "\"kid\":\"k1\"");
    assertThat(claims)
        .contains("\"sub\":\"42\"", "\"iss\":\"id\"", "\"aud\":\"b\"")
        .contains("\"subscribe\":[\"orders:42\",{\"match\":\"news:*\"}]", "\"publish\":[\"chat\"]");
    long life = number(claims, "exp") - number(claims, "iat");
    assertThat(life).isEqualTo(7 * 86_400);
  }

  private static long number(String claims, String name) {
    return Long.parseLong(claims.replaceFirst(".*\"" + name + "\":(\\d+).*", "$1"));
  }

  @Test
  void withoutASecretThereIsNoToken() throws Exception {
    Path config = Files.writeString(folder.resolve("belfry.yaml"), "data: ./d");
    assertThat(run("token", "--user", "42", "--config", config.toString())).isEqualTo(1);
    assertThat(commands.err()).contains("no auth.tokens with a secret");
    assertThat(run("token", "--user", "")).isEqualTo(2);
    assertThat(run("token", "--user", "42", "--subscribe", "news:*")).isEqualTo(2);
    assertThat(run("token", "--user", "42", "--ttl", "soon")).isEqualTo(2);
    assertThat(run("token")).isEqualTo(2);
  }

  @Test
  void aKeyIsCreatedListedAndRevoked() throws Exception {
    assertThat(
            run(
                "key",
                "create",
                "--name",
                "shop",
                "--scope",
                "publish",
                "--scope",
                "subscribe=orders:*",
                "--file",
                file()))
        .isZero();
    String key = commands.out().strip();
    assertThat(key).matches("belfry_[a-z0-9]{10}_[A-Za-z0-9_-]{43}");
    String id = key.substring("belfry_".length(), "belfry_".length() + 10);
    assertThat(Files.readString(Path.of(file()))).contains(id).doesNotContain(key);
    assertThat(run("key", "list", "--file", file())).isZero();
    assertThat(commands.out())
        .startsWith(id + "  shop  publish,subscribe=orders:*  created ")
        .contains("last used never")
        .doesNotContain(key);
    assertThat(run("key", "revoke", id, "--file", file())).isZero();
    assertThat(run("key", "list", "--file", file())).isZero();
    assertThat(commands.out()).isEmpty();
    assertThat(run("key", "revoke", id, "--file", file())).isEqualTo(1);
  }

  @Test
  void wrongUsageIsSaid() throws Exception {
    assertThat(run("key")).isEqualTo(2);
    assertThat(run("key", "create", "--name", "shop", "--file", file())).isEqualTo(2);
    assertThat(run("key", "create", "--name", "a b", "--scope", "publish", "--file", file()))
        .isEqualTo(2);
    assertThat(run("key", "create", "--name", "a", "--scope", "all", "--file", file()))
        .isEqualTo(2);
    assertThat(commands.err()).contains("publish=orders:*");
    assertThat(run("key", "list", "--file", file())).isEqualTo(1);
    Files.writeString(Path.of(file()), "keys:\n  - id: a\n");
    assertThat(run("key", "list", "--file", file())).isEqualTo(1);
    assertThat(commands.err()).contains(file() + ":2: keys[0].name is missing");
  }
}
