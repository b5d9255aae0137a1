/// The HTTP connection: reads one request after another, has each judged by `dispatch`, gives it to
/// its endpoint, and writes the responses, until the socket switches to another protocol.
///
/// For each request head it asks `HttpDispatcher.judge`, which never blocks, and keeps the
/// `Verdict` on the exchange:
///
/// - `Answer`: the response is written. Where it says `Connection: close`, the connection ends
///   after it; that is so whenever the request has a body that nobody reads.
/// - `Serve`: `100 Continue` is sent if it was asked for, the body collected up to the bound
///   (beyond it 413, and the connection ends), then the endpoint is called with the exchange; it
///   responds once, now or later.
/// - `Switch`: once the request is whole and all earlier responses are out, the other protocol
///   takes the socket.
///
/// Every response is completed by the verdict's policy: length, CORS, `Vary`, and no body for HEAD.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http;
