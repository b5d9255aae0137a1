/// What the server says about itself: health, its two documents, the console, and the live page of
/// a channel.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http.site;
