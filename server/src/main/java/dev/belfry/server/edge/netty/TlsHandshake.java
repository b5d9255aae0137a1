package dev.belfry.server.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;

/// A socket whose TLS handshake is under way. What is spoken on it comes out of that: the protocol
/// that both sides have named (ALPN, RFC 7301), or the oldest one where the client named none.
public final class TlsHandshake extends Connection {
  private final ConnectionContext context;
  private final SocketChannel channel;
  private final Consumer<String> opener;
  private final int openedSeconds;

  private TlsHandshake(ConnectionContext context, SocketChannel channel, Consumer<String> opener) {
    this.context = context;
    this.channel = channel;
    this.opener = opener;
    this.openedSeconds = context.connections().nowSeconds();
  }

  /// Awaits the handshake of a socket.
  ///
  /// @param opener takes the socket with the protocol of it, one of `TlsContext`
  public static void await(
      ConnectionContext context, SocketChannel channel, Consumer<String> opener) {
    TlsHandshake handshake = new TlsHandshake(context, channel, opener);
    context.connections().add(handshake);
    channel.pipeline().addLast(handshake);
  }

  @Override
  protected ConnectionKind kind() {
    return ConnectionKind.HANDSHAKE;
  }

  @Override
  protected Channel channel() {
    return channel;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext netty, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent done when done.isSuccess() -> open(netty);
      case ChannelInputShutdownEvent _ -> abort();
      default -> {} // a handshake that failed closes the socket
    }
  }

  private void open(ChannelHandlerContext netty) {
    SslHandler tls = (SslHandler) netty.pipeline().first();
    String chosen = tls.applicationProtocol();
    context.connections().remove(this);
    opener.accept(chosen == null ? TlsContext.HTTP_1_1 : chosen);
    netty.pipeline().remove(this);
  }

  @Override
  protected void tick(int nowSeconds) {
    if (nowSeconds - openedSeconds >= context.timeouts().requestSeconds()) {
      abort();
    }
  }

  @Override
  protected void shutDown() {
    abort();
  }

  @Override
  protected void abort() {
    var _ = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext netty) {
    context.connections().remove(this);
  }

  /// Nothing of what a stranger sends for a handshake is worth a word.
  @Override
  public void exceptionCaught(ChannelHandlerContext netty, Throwable cause) {
    abort();
  }
}
