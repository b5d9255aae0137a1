/// Names, patterns and policies, tried with what people write and with what nobody would.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.channel;
