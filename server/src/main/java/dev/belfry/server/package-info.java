/// The server as a whole: `Belfry` to embed it, `Node` to wire its rooms together.
@org.jspecify.annotations.NullMarked
package dev.belfry.server;
