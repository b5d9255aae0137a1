package dev.belfry.server.auth.key;

import dev.belfry.server.auth.Sha256;
import dev.belfry.server.config.KeyHash;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An API key as a backend sends it: `belfry_`, an id that is no secret, `_`, and 256 random bits.
/// What begins so is a key; scanners for secrets find it by that.
public final class KeyText {
  private static final String PREFIX = "belfry_";
  private static final int ID_CHARACTERS = 10;
  private static final String ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int SECRET_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile(PREFIX + "([a-z0-9]{1,32})_[A-Za-z0-9_-]{43}");

  private final String text;
  private final String id;

  private KeyText(String text, String id) {
    this.text = text;
    this.id = id;
  }

  /// A new key.
  public static KeyText random(SecureRandom random) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_CHARACTERS; i++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String tail = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return new KeyText(PREFIX + id + "_" + tail, id.toString());
  }

  /// Whether the text is meant to be a key, and not a token.
  public static boolean looksLikeOne(String text) {
    return text.startsWith(PREFIX);
  }

  static Optional<KeyText> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() ? Optional.of(new KeyText(text, form.group(1))) : Optional.empty();
  }

  public String id() {
    return id;
  }

  /// What is kept of it.
  public KeyHash hash() {
    return new KeyHash(digest());
  }

  byte[] digest() {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The whole key, to be shown once.
  public String reveal() {
    return text;
  }

  /// No part of the secret.
  @Override
  public String toString() {
    return "key " + id;
  }
}
