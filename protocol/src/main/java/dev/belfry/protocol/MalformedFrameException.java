package dev.belfry.protocol;

/// A line that is no frame. Never leaves this package.
final class MalformedFrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  MalformedFrameException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  String sentence() {
    return sentence;
  }
}
