package dev.belfry.server.auth.token;

import java.util.Base64;

/// base64url without padding (RFC 7515, appendix C), and only as an encoder would have written it:
/// no other character, no unused bits. So that one token has one text.
final class StrictBase64Url {
  private StrictBase64Url() {}

  static byte[] decode(String text) throws RefusedToken {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw new RefusedToken("is not base64url");
    }
    if (!encode(bytes).equals(text)) {
      throw new RefusedToken("is not base64url as it should be written");
    }
    return bytes;
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
