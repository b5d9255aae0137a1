package dev.belfry.protocol;

import org.jspecify.annotations.Nullable;

/// One user who is present on a channel: `{"user","info"?}`.
///
/// @param info the JSON object that the user's client gave when it connected; null for none
public record PresenceMember(String user, @Nullable JsonText info) {}
