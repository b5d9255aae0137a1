package dev.belfry.server.edge.http2;

import dev.belfry.server.edge.http.exchange.HttpContext;
import dev.belfry.server.edge.netty.ConnectionLimits;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Settings;

/// What all HTTP/2 connections of one loop share.
///
/// @param limits in which each stream counts as a connection
/// @param headerBytesMax what the head of a request may have, as RFC 9113 section 6.5.2 counts it
public record Http2Context(HttpContext http, ConnectionLimits limits, int headerBytesMax) {
  /// Streams of one connection at a time.
  static final int STREAMS_MAX = 100;

  /// Streams that a client may give up, and that may be given up on it, within some seconds: those
  /// of a page that is left, many times over (CVE-2023-44487, CVE-2025-8671).
  private static final int RESETS_MAX = 500;

  private static final int RESETS_WITHIN_SECONDS = 10;

  /// Frames of a head that are all but empty (CVE-2024-27316).
  private static final int SMALL_CONTINUATIONS_MAX = 8;

  /// Frames of a body that are empty, one after another (CVE-2019-9518).
  private static final int EMPTY_FRAMES_MAX = 8;

  /// Answers to PING and SETTINGS that a client does not take (CVE-2019-9512, CVE-2019-9515).
  private static final int UNSENT_CONTROL_FRAMES_MAX = 1_000;

  /// A codec with all bounds on what a client may do. What is unread of a client's bodies is
  /// bounded by the window of the connection, 65,535 bytes, which is not widened.
  Http2FrameCodec codec() {
    return new ExplainingCodecBuilder(headerBytesMax)
        .initialSettings(
            new Http2Settings().maxConcurrentStreams(STREAMS_MAX).maxHeaderListSize(headerBytesMax))
        .validateHeaders(true)
        .validateRequiredPseudoHeaders(true)
        .decoderEnforceMaxRstFramesPerWindow(RESETS_MAX, RESETS_WITHIN_SECONDS)
        .encoderEnforceMaxRstFramesPerWindow(RESETS_MAX, RESETS_WITHIN_SECONDS)
        .decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS_MAX)
        .decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_FRAMES_MAX)
        .encoderEnforceMaxQueuedControlFrames(UNSENT_CONTROL_FRAMES_MAX)
        .gracefulShutdownTimeoutMillis(0)
        .build();
  }
}
