package dev.belfry.server.auth.callback;

import dev.belfry.server.auth.HmacSha256;
import dev.belfry.server.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The header by which the application knows that this server asks, and when: `Belfry-Signature:
/// t=1795651200,v1=HEX`. `HEX` is HMAC-SHA256, with the shared secret, over the seconds of `t`, a
/// dot and the body.
final class QuestionSignature {
  static final String HEADER = "Belfry-Signature";

  private QuestionSignature() {}

  static String of(Secret secret, long seconds, byte[] body) {
    byte[] time = (seconds + ".").getBytes(StandardCharsets.US_ASCII);
    byte[] code = HmacSha256.of(secret.bytes(), time, body);
    return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(code);
  }
}
