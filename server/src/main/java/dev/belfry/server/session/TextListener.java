package dev.belfry.server.session;

/// One that takes what a client sends.
public interface TextListener {
  /// One message from the client, valid UTF-8.
  void onText(byte[] utf8);
}
