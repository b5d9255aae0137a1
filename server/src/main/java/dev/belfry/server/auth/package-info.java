/// Who is there and what they may do: principals, their grants and scopes, and the one question
/// that is asked before anything is done for them, [dev.belfry.server.auth.Permissions]. The rooms
/// below make principals: `token` of JWTs, with keys from the configuration or by `jwks`, `key` of
/// API keys, `callback` of what the application answers, `ticket` of tickets; `admission` chooses
/// among them.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.auth;
