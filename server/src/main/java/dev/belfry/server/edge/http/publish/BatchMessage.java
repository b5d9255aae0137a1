package dev.belfry.server.edge.http.publish;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.PublishBatch;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.publish.PublishCommand;

/// One message of a batch.
final class BatchMessage {
  /// What a message may have beside its data: its names, keys and times, and space between them.
  private static final int FRINGE_LENGTH_MAX = 4096;

  private BatchMessage() {}

  /// @param dataBytesMax longer data is not even looked into
  static Checked<PublishCommand.Good> read(String json, long nowMillis, int dataBytesMax) {
    if (json.length() - FRINGE_LENGTH_MAX > dataBytesMax) {
      return Checked.bad(Problem.tooLarge(dataBytesMax));
    }
    return switch (PublishBatch.message(json)) {
      case Decoded.Frame<Command.Publish>(Command.Publish publish) -> read(publish, nowMillis);
      case Decoded.Refused<Command.Publish>(_, String message) -> Checked.malformed(message);
      case Decoded.Broken<Command.Publish>(String message) -> Checked.malformed(message);
    };
  }

  private static Checked<PublishCommand.Good> read(Command.Publish publish, long nowMillis) {
    return switch (PublishCommand.read(publish, nowMillis, null)) {
      case PublishCommand.Refused(String message) -> Checked.malformed(message);
      case PublishCommand.Good good ->
          MessageBody.read(good.draft().data(), good.draft().kind()).map(_ -> good);
    };
  }
}
