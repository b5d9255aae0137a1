package dev.belfry.server.edge.http.dispatch;

/// What the dispatcher found about a request, once and for all: its exchange keeps it.
///
/// @param policy what each response to the request has to say
/// @param bodyBytesMax how much of a body is taken
public record Verdict(ResponsePolicy policy, Decision decision, int bodyBytesMax) {}
