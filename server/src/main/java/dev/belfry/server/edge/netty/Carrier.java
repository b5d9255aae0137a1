package dev.belfry.server.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;

/// What carries a connection.
enum Carrier {
  TCP("tcp"),
  TLS("tls"),
  /// A stream of a connection of HTTP/2.
  HTTP2("http2");

  private final String word;

  Carrier(String word) {
    this.word = word;
  }

  /// As figures name it.
  String word() {
    return word;
  }

  static Carrier of(Channel channel) {
    if (!(channel instanceof SocketChannel)) {
      return HTTP2;
    }
    return channel.pipeline().get(SslHandler.class) == null ? TCP : TLS;
  }
}
