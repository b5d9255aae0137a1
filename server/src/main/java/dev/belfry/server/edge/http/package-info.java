/// HTTP as Belfry speaks it: routes, the checks before them, and the endpoints behind them.
///
/// The socket's handler drives this room through one door. For each request head it asks
/// `HttpFront.accept`, which never blocks and answers with a `Decision`:
///
/// - `Answer`: write this response. Where it says `Connection: close`, close after it; that is so
///   whenever the request has a body that nobody reads.
/// - `Serve`: send `100 Continue` if it was asked for, collect the body up to the bound (beyond it
///   write `HttpFront.refuse(request, Problem.tooLarge(bound))` and close), then call the endpoint
///   with an `Exchange`; it responds once, now or later.
/// - `Stream`: write the head, which has no length and says `Connection: close`; from then on the
///   socket belongs to a session that writes raw bytes. The stream ends where the socket does, so
///   no frame needs a chunk's length around it and all clients share the same bytes.
/// - `RawSocket`, `ProgramSocket`: the WebSocket handshake is next; guard and policy have let it
///   pass.
///
/// Every response that comes out of here is complete: length, CORS, `Vary`, and no body for HEAD.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http;
