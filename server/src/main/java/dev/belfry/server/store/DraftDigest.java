package dev.belfry.server.store;

import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Tells two bodies apart without keeping them. One thread uses it.
public final class DraftDigest {
  private final MessageDigest sha256;

  public DraftDigest() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  public byte[] of(Draft draft) {
    sha256.update((byte) (draft.kind() == Message.Kind.JSON ? 1 : 0));
    return sha256.digest(draft.data());
  }
}
