package dev.belfry.server.edge.http.identity;

import dev.belfry.protocol.TimeText;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.StrictJson;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.auth.admission.Identities;
import dev.belfry.server.auth.ticket.TicketOutcome;
import dev.belfry.server.auth.ticket.Tickets;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.PageOrigin;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Issues a ticket: `{"channels":[...]}` is answered with 201 and `{"ticket","expires"}`. A ticket
/// goes where a token can't, into a URL.
public record TicketEndpoint(Identities identities, Principal principal, Optional<String> origin)
    implements Endpoint {
  private static final String FORM =
      "the body is {\"channels\":[...]} with 1 to " + Tickets.CHANNELS_MAX + " names of channels";

  /// The endpoint for a request.
  public static Checked<Endpoint> of(Identities identities, RequestHead head, Caller caller) {
    return identities.configured()
        ? caller
            .known()
            .map(client -> new TicketEndpoint(identities, client.principal(), PageOrigin.of(head)))
        : Checked.bad(Problem.word(404, "not-found", "no identity is configured"));
  }

  @Override
  public void serve(Exchange exchange) {
    exchange.respond(
        switch (channels(exchange.body())) {
          case Checked.Good<List<ChannelName>>(List<ChannelName> channels) ->
              switch (identities.issueTicket(principal, channels, origin)) {
                case TicketOutcome.Issued(String ticket, long expiresMillis) ->
                    Responses.json(201, json(ticket, expiresMillis));
                case TicketOutcome outcome -> Responses.problem(problem(outcome));
              };
          case Checked.Bad<List<ChannelName>>(Problem problem) -> Responses.problem(problem);
        });
  }

  private static Problem problem(TicketOutcome outcome) {
    return switch (outcome) {
      case TicketOutcome.Refused(Verdict verdict, String why) ->
          verdict == Verdict.UNAUTHORIZED ? Problem.unauthorized(why) : Problem.forbidden(why);
      case TicketOutcome.Malformed(String why) -> Problem.badRequest(why);
      case TicketOutcome.Unavailable(String why) -> Problem.unavailable(why);
      case TicketOutcome.Issued _, TicketOutcome.Admitted _ ->
          throw new IllegalArgumentException("no problem");
    };
  }

  private static Checked<List<ChannelName>> channels(byte[] body) {
    Optional<JsonNode> names = StrictJson.object(body).map(object -> object.path("channels"));
    if (names.isEmpty() || !names.get().isArray()) {
      return Checked.malformed(FORM);
    }
    List<ChannelName> channels = new ArrayList<>();
    for (JsonNode name : names.get()) {
      Optional<ChannelName> channel =
          name.isString() ? ChannelName.parse(name.asString()) : Optional.empty();
      if (channel.isEmpty()) {
        return Checked.malformed(FORM);
      }
      channels.add(channel.get());
    }
    return Checked.good(channels);
  }

  private static byte[] json(String ticket, long expiresMillis) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("ticket", ticket);
    members.put("expires", TimeText.format(expiresMillis));
    return JsonMapper.shared().writeValueAsBytes(members);
  }
}
