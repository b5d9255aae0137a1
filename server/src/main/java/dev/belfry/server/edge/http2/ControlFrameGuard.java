package dev.belfry.server.edge.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;

/// Ends a connection whose client sends far more frames that carry nothing than any client needs
/// (RFC 9113 section 10.5). Owned by the loop.
final class ControlFrameGuard extends Http2FrameListenerDecorator {
  private static final int FRAMES_MAX = 1_000;

  /// A client that reads fast, by windows of 64 KiB, sends two for each 32 KiB.
  private static final int WINDOW_UPDATES_MAX = 10_000;

  /// Beside those, for each frame of a response: some clients open both windows after each.
  private static final int WINDOW_UPDATES_PER_WRITE = 4;

  /// What is remembered, for its sake, of the headers that a client was sent.
  private static final long HEADER_TABLE_BYTES_MAX = 4_096;

  private final Http2HeadersEncoder.Configuration headers;
  private int frames;
  private int windowUpdates;
  private int writes;

  private ControlFrameGuard(Http2FrameListener guarded, Http2HeadersEncoder.Configuration headers) {
    super(guarded);
    this.headers = headers;
  }

  /// Places a guard before what listens to the frames of a connection.
  static ControlFrameGuard before(Http2FrameCodec codec) {
    ControlFrameGuard guard =
        new ControlFrameGuard(
            codec.decoder().frameListener(),
            codec.encoder().configuration().headersConfiguration());
    codec.decoder().frameListener(guard);
    return guard;
  }

  /// A second or so has passed.
  void tick() {
    frames = 0;
    windowUpdates = 0;
    writes = 0;
  }

  /// Something was written to a stream.
  void wrote() {
    writes++;
  }

  private void count() throws Http2Exception {
    if (++frames > FRAMES_MAX) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "more than %d control frames a second", FRAMES_MAX);
    }
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext netty, Http2Settings settings)
      throws Http2Exception {
    count();
    if (headers.maxHeaderTableSize() > HEADER_TABLE_BYTES_MAX) {
      headers.maxHeaderTableSize(HEADER_TABLE_BYTES_MAX);
    }
    super.onSettingsRead(netty, settings);
  }

  @Override
  public void onPingRead(ChannelHandlerContext netty, long data) throws Http2Exception {
    count();
    super.onPingRead(netty, data);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext netty, long data) throws Http2Exception {
    count();
    super.onPingAckRead(netty, data);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext netty, int stream, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    count();
    super.onPriorityRead(netty, stream, dependency, weight, exclusive);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext netty, int stream, int bytes)
      throws Http2Exception {
    if (++windowUpdates > WINDOW_UPDATES_MAX + WINDOW_UPDATES_PER_WRITE * writes) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "far more window updates than were needed");
    }
    super.onWindowUpdateRead(netty, stream, bytes);
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext netty, byte type, int stream, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    count();
    super.onUnknownFrame(netty, type, stream, flags, payload);
  }
}
