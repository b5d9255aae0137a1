package dev.belfry.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/// Publishes as text frames; ready as long as the socket takes bytes.
final class WebSocketPublisher implements Publisher {
  private final Connection connection;
  private final Channel channel;
  private final MessageTemplate template;

  WebSocketPublisher(Connection connection, Channel channel, MessageTemplate template) {
    this.connection = connection;
    this.channel = channel;
    this.template = template;
  }

  @Override
  public EventLoop loop() {
    return channel.eventLoop();
  }

  @Override
  public void onReady(Runnable action) {
    connection.onWritable(action);
  }

  @Override
  public boolean ready() {
    return channel.isWritable();
  }

  @Override
  public void send(long nanos, int number) {
    ByteBuf frame = ClientFrames.begin(channel.alloc(), ClientFrames.TEXT, template.length());
    template.write(frame, nanos, number);
    var _ = channel.write(frame, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }
}
