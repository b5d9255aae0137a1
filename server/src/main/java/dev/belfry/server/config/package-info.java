/// What an operator may decide: one tree of records, read from the defaults, `belfry.yaml`, the
/// environment and the command line, each stronger than the one before. [ServerConfig] is the tree,
/// [ConfigLoader] the way in. Every component says by its `@Setting` what it means, its default and
/// its bounds; the reference in docs/ is written from that.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.config;
