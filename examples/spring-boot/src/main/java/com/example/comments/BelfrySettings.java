package com.example.comments;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where Belfry is, and what this application has in common with it.
///
/// @param url as browsers and this application reach it
/// @param key the API key with which this application publishes and notifies
/// @param secret by which it signs tokens; 32 bytes or more
@ConfigurationProperties("belfry")
record BelfrySettings(URI url, String key, String secret) {
  /// The address of its WebSockets.
  String webSockets() {
    return url.toString().replaceFirst("^http", "ws");
  }
}
