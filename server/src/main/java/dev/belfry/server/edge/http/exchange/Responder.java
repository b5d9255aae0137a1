package dev.belfry.server.edge.http.exchange;

import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.netty.Connection;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// The way back to the client of a request: a connection of HTTP/1.1, or a stream of HTTP/2. Owned
/// by the loop of its channel.
public interface Responder {
  Channel channel();

  /// The other end; null where it has gone.
  @Nullable InetSocketAddress client();

  /// Whether a request is still the one that the client waits for.
  boolean serves(HttpExchange exchange);

  /// It is known what becomes of the request, and what could be done at once was done.
  void judged();

  /// Asks for the body that the client has announced (RFC 9110 section 10.1.1).
  void writeContinue();

  /// Writes the complete response to a request, unless that is not waited for any more. Takes it
  /// over.
  void respond(HttpExchange answered, FullHttpResponse response);

  /// How the text of an event stream lies in the body of the response to a request.
  StreamFraming framing(HttpRequest request);

  /// Makes of a response, or of its head alone, what is written to the channel once another
  /// connection has it. Takes it over.
  Object encode(HttpResponse response);

  /// Gives the channel to another connection. What the client has sent behind its request goes
  /// there.
  void replaceWith(Connection other);
}
