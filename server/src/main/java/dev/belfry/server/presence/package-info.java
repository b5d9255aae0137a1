/// Who is subscribed to what: one owner per channel counts each user's connections, and tells the
/// loops that have somebody who watches.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.presence;
