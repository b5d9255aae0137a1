package dev.belfry.server.log;

import dev.belfry.protocol.Position;
import java.util.OptionalLong;

/// What is kept of a channel.
///
/// @param head the position of the last message that was appended
/// @param trimmedThrough the last offset that is kept no more: the oldest message comes after it
/// @param messages how many are kept, where the store counts them
/// @param bytes what they come to, by the measure of a history's bytes, where the store counts them
public record KeptState(
    Position head, long trimmedThrough, OptionalLong messages, OptionalLong bytes) {}
