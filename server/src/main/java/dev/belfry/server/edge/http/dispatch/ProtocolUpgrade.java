package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.Connection;
import dev.belfry.server.session.CloseReason;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/// A connection, or one of its streams, that is about to speak another protocol than HTTP.
public interface ProtocolUpgrade {
  Channel channel();

  HttpRequest request();

  /// What a response to the request has to say, where the switch begins with one.
  ResponsePolicy policy();

  /// How the text of an event stream lies in the body of the response.
  StreamFraming framing();

  /// Makes of a response, or of its head alone, what is written to the channel once it is replaced.
  /// Takes it over.
  Object encode(HttpResponse response);

  /// Why the client has to go as soon as its protocol can say so; null where it may stay.
  @Nullable CloseReason refusal();

  /// Lets the request wait: nothing more is taken of the client until it is refused or replaced.
  void hold();

  /// Whether the client has left while its request waited.
  boolean gone();

  /// Answers with a problem instead, and closes.
  void refuse(Problem problem);

  /// Gives the channel to another connection, whose handler reads and writes bytes there. What the
  /// client has sent behind its request goes there.
  void replaceWith(Connection connection);
}
