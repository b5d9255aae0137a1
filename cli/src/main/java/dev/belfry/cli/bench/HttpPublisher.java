package dev.belfry.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.Consumer;

/// Publishes by POST over one connection that stays open, one request after another, so that the
/// order of messages is kept; ready when the last one is answered.
final class HttpPublisher implements Publisher {
  private static final int ANSWER_BYTES_MAX = 64 * 1024;

  private final BenchPlan plan;
  private final Target target;
  private final Channel channel;
  private final MessageTemplate template;
  private final Consumer<String> onTrouble;
  private Runnable onReady = () -> {};
  private boolean awaitsAnswer;

  /// @param channel an open connection to `target`
  /// @param onTrouble hears of the first refusal, or of the loss of the connection
  HttpPublisher(
      BenchPlan plan,
      Target target,
      Channel channel,
      MessageTemplate template,
      Consumer<String> onTrouble) {
    this.plan = plan;
    this.target = target;
    this.channel = channel;
    this.template = template;
    this.onTrouble = onTrouble;
    channel
        .pipeline()
        .addLast(
            new HttpClientCodec(), new HttpObjectAggregator(ANSWER_BYTES_MAX), answerHandler());
  }

  private ChannelHandler answerHandler() {
    return new SimpleChannelInboundHandler<FullHttpResponse>() {
      @Override
      protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse answer) {
        if (answer.status().codeClass() != HttpStatusClass.SUCCESS) {
          onTrouble.accept("publish refused: " + answer.status());
          return;
        }
        awaitsAnswer = false;
        onReady.run();
      }

      @Override
      public void channelInactive(ChannelHandlerContext ctx) {
        onTrouble.accept("the publisher's connection was closed by the server");
      }
    };
  }

  @Override
  public EventLoop loop() {
    return channel.eventLoop();
  }

  @Override
  public void onReady(Runnable action) {
    onReady = action;
  }

  @Override
  public boolean ready() {
    return !awaitsAnswer;
  }

  @Override
  public void send(long nanos, int number) {
    ByteBuf body = channel.alloc().buffer(template.length());
    template.write(body, nanos, number);
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, target.path(), body);
    request.headers().set(HttpHeaderNames.HOST, target.hostHeader());
    request.headers().set(HttpHeaderNames.CONTENT_LENGTH, template.length());
    request
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, template.isJson() ? "application/json" : "text/plain");
    for (String line : plan.headers()) {
      int colon = line.indexOf(':');
      request.headers().set(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    awaitsAnswer = true;
    var _ = channel.write(request, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }
}
