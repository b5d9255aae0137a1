package dev.belfry.server.auth.callback;

import dev.belfry.server.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The header by which the application knows that this server asks, and when: `Belfry-Signature:
/// t=1795651200,v1=HEX`. `HEX` is HMAC-SHA256, with the shared secret, over the seconds of `t`, a
/// dot and the body.
final class QuestionSignature {
  static final String HEADER = "Belfry-Signature";
  private static final String ALGORITHM = "HmacSHA256";

  private QuestionSignature() {}

  static String of(Secret secret, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
      mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("a JDK without " + ALGORITHM, missing);
    }
  }
}
