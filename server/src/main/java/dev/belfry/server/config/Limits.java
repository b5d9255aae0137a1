package dev.belfry.server.config;

import java.time.Duration;
import java.util.Optional;

/// Bounds on what clients may take from the server.
public record Limits(
    @Setting(
            means =
                "Data of one message, decompressed. Beyond it a POST is answered 413 and a "
                    + "WebSocket closed with 1009.",
            standard = "64KiB",
            min = "1KiB",
            max = "16MiB")
        DataSize message,
    @Setting(
            means =
                "Body of one `POST /v1/publish`, which publishes up to 1,000 messages. Beyond it "
                    + "the answer is 413.",
            standard = "4MiB",
            min = "1KiB",
            max = "64MiB")
        DataSize batch,
    @Setting(
            means =
                "A request's line and headers together. Beyond it the answer is 431, and the "
                    + "connection ends.",
            standard = "8KiB",
            min = "1KiB",
            max = "1MiB")
        DataSize headerBlock,
    @Setting(
            means =
                "How long a client may take to send its request's head and, for a WebSocket, to "
                    + "complete the handshake; and how long the body of a request may come on "
                    + "without a byte. Then the request is answered 408, and the connection ends.",
            standard = "10s",
            min = "1s",
            max = "5m")
        Duration handshake,
    @Setting(
            means =
                "How long an HTTP connection stays open between two requests. A proxy that keeps "
                    + "connections for the next request should close them sooner than this.",
            standard = "75s",
            min = "1s",
            max = "1h")
        Duration keepAlive,
    @Setting(
            means =
                "Open connections; 0 is as many as the process may have file descriptors, less "
                    + "500, and as fit into 25 % of the heap with 2 KiB each. Beyond it a new "
                    + "connection is refused.",
            standard = "0",
            min = "0",
            max = "10000000")
        int connections,
    @Setting(
            means =
                "Open connections from one address; 0 is no bound. Beyond it a new connection is "
                    + "refused.",
            standard = "0",
            min = "0",
            max = "10000000")
        int connectionsPerAddress,
    @Setting(
            means =
                "Open WebSockets and event streams of one user, on all nodes that share an engine; "
                    + "0 is no bound. Beyond it a new one is closed with 4503, an event stream "
                    + "answered 429. Where it is one too many only with those of other nodes, "
                    + "that is some 4 s after it began. While the engine is away, each node counts "
                    + "its own.",
            standard = "0",
            min = "0",
            max = "10000000")
        int connectionsPerUser,
    @Setting(
            means =
                "New connections from one address in a second; 0 is no bound. Beyond it a new "
                    + "connection is refused.",
            standard = "0",
            min = "0",
            max = "1000000")
        int connectsPerSecond,
    @Setting(
            means =
                "Tokens, keys and tickets from one address in a second that are not good; 0 is no "
                    + "bound. Beyond it nothing of that address is looked at for a while: 429, "
                    + "close code 4004. An address of this machine or of a private network is not "
                    + "bounded, since it may be a proxy's that is not in "
                    + "`server.trusted-proxies`.",
            standard = "10",
            min = "0",
            max = "1000000")
        int failedAuthentications,
    @Setting(
            means =
                "Bytes that wait in the server for one client, with 256 bytes for each frame. "
                    + "Beyond it, the client is served from the channel's history as it reads.",
            standard = "64KiB",
            min = "4KiB",
            max = "1GiB")
        DataSize outbox,
    @Setting(
            means =
                "The same for a client of a channel that keeps no history. Beyond it the client is "
                    + "closed with 4003.",
            standard = "1MiB",
            min = "4KiB",
            max = "1GiB")
        DataSize outboxWithoutHistory,
    @Setting(
            means =
                "Bytes that wait for all clients together, with what it costs that they wait. A "
                    + "frame that waits for many clients counts once. Beyond it, a client that has "
                    + "not taken what waits for it is served from the channel's history later, one "
                    + "that has gets on message by message, and so are pages of history "
                    + "short. Beyond twice as much, a client that does not take all of a message "
                    + "at once is cut off, and goes on where it was when it is back.",
            standard = "15%",
            min = "1MiB")
        MemoryShare outboxes,
    @Setting(
            means =
                "Bytes of requests and messages that were received but are not whole yet, wait "
                    + "for their turn, or are not answered yet, of all clients together, with what "
                    + "it costs to keep them. Beyond half of it, a client is not read while a "
                    + "publish of it is unanswered or a message of it waits for a handler. Beyond "
                    + "all of it, or half of it half sent from one address (of IPv6, from the same "
                    + "first 64 bits), a client that sends more than 1 KiB is answered 503 or "
                    + "closed with 1013. Clients behind one proxy have one address.",
            standard = "15%",
            min = "1MiB")
        MemoryShare incoming,
    @Setting(
            means =
                "A client that takes no byte for this long while bytes wait for it is closed with "
                    + "4003.",
            standard = "5m",
            min = "1s",
            max = "1d")
        Duration stalled,
    @Setting(
            means =
                "Time without traffic after which a client is pinged; an event stream gets a "
                    + "comment instead.",
            standard = "25s",
            min = "1s",
            max = "1h")
        Duration ping,
    @Setting(
            means = "How long the answer to a ping may take. Then the client is closed with 4001.",
            standard = "10s",
            min = "1s",
            max = "1h")
        Duration pong,
    @Setting(
            means =
                "How long a node that can't reach PostgreSQL or Redis keeps the clients that "
                    + "listen to channels there, and hear nothing meanwhile. Then they are closed "
                    + "with 1013, spread over 5 s, and event streams end, so that they come back "
                    + "to another node.",
            standard = "10s",
            min = "1s",
            max = "1h")
        Duration cutOff,
    @Setting(
            means = "Channels in one event stream. A request for more is answered 400.",
            standard = "32",
            min = "1",
            max = "256")
        int channelsPerStream,
    @Setting(
            means =
                "Channels that one WebSocket of the framed protocol may be subscribed to. Beyond "
                    + "it a subscribe is answered with `too-large`.",
            standard = "256",
            min = "1",
            max = "100000")
        int subscriptions,
    @Setting(
            means =
                "What the subscriptions of all clients cost together, with the channels that are "
                    + "known for their sake and with who is present in them: about 200 bytes for "
                    + "a subscription and 700 for the first of a channel, 500 for a member and "
                    + "800 for one that watches. Beyond "
                    + "it a subscribe is answered `unavailable` (503, or close 1013), and so it is "
                    + "where those of one user, API key or address take half of it. A quarter "
                    + "as much is for users in their `limits.presence-grace`; beyond it the one "
                    + "that has waited longest leaves at once.",
            standard = "8%",
            min = "1MiB")
        MemoryShare subscriptionsBytes,
    @Setting(
            means =
                "Publishes of one client in a second, over all its connections; 0 is no bound. A "
                    + "client is a user or an API key, or, of those who are neither, an address "
                    + "(of IPv6, the same first 64 bits). So many may come at once. Beyond it a "
                    + "WebSocket is not read for a while, and a POST answered 429, with the time "
                    + "to wait in Retry-After.",
            standard = "0",
            min = "0",
            max = "1000000")
        int publishesPerSecond,
    @Setting(
            means =
                "Publishes of one client that are not answered yet. Beyond it the client is not "
                    + "read until one is.",
            standard = "64",
            min = "1",
            max = "10000")
        int publishesUnanswered,
    @Setting(
            means = "The same by size, with 512 bytes for each publish beside its data.",
            standard = "256KiB",
            min = "1KiB",
            max = "1GiB")
        DataSize publishesUnansweredBytes,
    @Setting(
            means =
                "Messages that wait for the time they are scheduled for, in all channels of a "
                    + "store together. Beyond it a publish with a time is answered 503. In memory, "
                    + "each event loop has an equal share of this.",
            standard = "100000",
            min = "0",
            max = "10000000")
        int scheduled,
    @Setting(
            means =
                "The same by size, with 400 bytes for each message beside its data. Durable "
                    + "channels, whose messages wait on disk, may have all of the size.",
            standard = "3% up to 64MiB",
            min = "1KiB",
            max = "1TiB")
        MemoryShare scheduledBytes,
    @Setting(
            means =
                "What all channels in memory keep together. Beyond it the channel that was "
                    + "published to least recently is dropped.",
            standard = "10% up to 64MiB",
            min = "1MiB",
            max = "1TiB")
        MemoryShare memoryLogs,
    @Setting(
            means = "Messages in one page of history. A request for more is answered 400.",
            standard = "1000",
            min = "1",
            max = "10000")
        int historyPage,
    @Setting(
            means =
                "Idempotency keys remembered for channels in memory. Beyond it the oldest is "
                    + "forgotten. Left out, it is as many as fit into 2 % of the heap with 400 "
                    + "bytes each, but no more than 100,000.",
            min = "0",
            max = "10000000")
        Optional<Integer> idempotencyKeys,
    @Setting(
            means = "How long an idempotency key is remembered.",
            standard = "24h",
            min = "1s",
            max = "30d")
        Duration idempotencyAge,
    @Setting(
            means =
                "Messages of one client that wait for a handler of the program the server is "
                    + "embedded in. Beyond it the client is not read until one is taken.",
            standard = "64",
            min = "1",
            max = "10000")
        int handlerMailbox,
    @Setting(
            means =
                "Users up to which a channel with `presence: true` tells who they are. With more "
                    + "of them only their number is told, until a quarter of these have gone.",
            standard = "1000",
            min = "1",
            max = "100000")
        int presenceMembers,
    @Setting(
            means =
                "How long a user stays present after the last connection went. One who is back "
                    + "within it has not been away.",
            standard = "5s",
            min = "0s",
            max = "10m")
        Duration presenceGrace) {}
