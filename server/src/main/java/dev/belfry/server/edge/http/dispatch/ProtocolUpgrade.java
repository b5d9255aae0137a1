package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.Connection;
import dev.belfry.server.session.CloseReason;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/// An HTTP connection that is about to speak another protocol.
public interface ProtocolUpgrade {
  Channel channel();

  HttpRequest request();

  /// What a response to the request has to say, where the switch begins with one.
  ResponsePolicy policy();

  /// Why the client has to go as soon as its protocol can say so; null where it may stay.
  @Nullable CloseReason refusal();

  /// Lets the request wait: nothing more is taken of the client until it is refused or replaced.
  void hold();

  /// Whether the client has left while its request waited.
  boolean gone();

  /// Answers with a problem instead, and closes.
  void refuse(Problem problem);

  /// Gives the socket to another connection, as the only handler of its pipeline. What the client
  /// has sent behind its request goes there.
  void replaceWith(Connection connection);
}
