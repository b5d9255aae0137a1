/// One request on its way, whatever version of HTTP it came by: the verdict about it is found, its
/// body comes in, its endpoint serves it, its response goes out.
///
/// For each request head `HttpDispatcher.judge` is asked, which never blocks, and the `Verdict` is
/// kept on the exchange:
///
/// - `Answer`: the response is written. Where it says `Connection: close`, a connection of HTTP/1.1
///   ends after it; that is so whenever the request has a body that nobody reads.
/// - `Serve`: `100 Continue` is sent if it was asked for, the body collected up to the bound
///   (beyond it 413), then the endpoint is called with the exchange; it responds once, now or
///   later.
/// - `Switch`: once the request is whole and all earlier responses are out, the other protocol
///   takes the channel.
///
/// Every response is completed by the verdict's policy: length, CORS, `Vary`, and no body for HEAD.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http.exchange;
