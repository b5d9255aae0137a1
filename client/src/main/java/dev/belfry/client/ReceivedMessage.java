package dev.belfry.client;

/// A message as a listener gets it.
///
/// @param position where to resume after it, as the server wrote it
/// @param data a text as itself, anything else as JSON
public record ReceivedMessage(String channel, String position, String data) {}
