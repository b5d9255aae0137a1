package dev.belfry.server.edge.http.publish;

import dev.belfry.protocol.PublishReply;
import dev.belfry.protocol.ScheduleReply;
import dev.belfry.protocol.TimeText;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.publish.PublishOutcome;
import dev.belfry.server.publish.ScheduleOutcome;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What a publisher is told.
sealed interface PublishResult {
  /// The message is kept.
  record Published(PublishReply reply) implements PublishResult {}

  /// It will be.
  record Scheduled(ScheduleReply reply) implements PublishResult {}

  /// It is not.
  record Failed(Problem problem) implements PublishResult {}

  static PublishResult of(ScheduleOutcome outcome) {
    return switch (outcome) {
      case ScheduleOutcome.Scheduled(var reply) -> new Scheduled(reply);
      case ScheduleOutcome.Settled(PublishOutcome.Accepted(var reply)) -> new Published(reply);
      case ScheduleOutcome.Settled(PublishOutcome.Duplicate(var reply)) -> new Published(reply);
      case ScheduleOutcome.Settled(PublishOutcome.Refused(var code, String message)) ->
          new Failed(Problem.of(code, message));
    };
  }

  /// What came of it, in a word.
  default String word() {
    return switch (this) {
      case Published _ -> "published";
      case Scheduled _ -> "scheduled";
      case Failed(Problem problem) -> problem.code();
    };
  }

  /// The response to a publish of one message.
  default FullHttpResponse response() {
    return switch (this) {
      case Published _ -> Responses.json(201, json(members()));
      case Scheduled _ -> Responses.json(202, json(members()));
      case Failed(Problem problem) -> Responses.problem(problem);
    };
  }

  /// The response's body to a batch.
  static byte[] json(List<PublishResult> results) {
    return json(Map.of("results", results.stream().map(PublishResult::members).toList()));
  }

  private static byte[] json(Map<String, ?> members) {
    return JsonMapper.shared().writeValueAsBytes(members);
  }

  private Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    switch (this) {
      case Published(PublishReply reply) -> {
        members.put("id", reply.id());
        members.put("channel", reply.channel());
        members.put("position", reply.position().toString());
        members.put("time", TimeText.format(reply.time().toEpochMilli()));
        members.put("durable", reply.durable());
      }
      case Scheduled(ScheduleReply reply) -> {
        members.put("id", reply.id());
        members.put("channel", reply.channel());
        members.put("at", TimeText.format(reply.at().toEpochMilli()));
        members.put("durable", reply.durable());
      }
      case Failed(Problem problem) ->
          members.put("error", Map.of("code", problem.code(), "message", problem.detail()));
    }
    return members;
  }
}
