/// Proxies in front of a server, by the configurations in `deploy`.
@NullMarked
package dev.belfry.conformance.proxy;

import org.jspecify.annotations.NullMarked;
