@NullMarked
package dev.belfry.server.edge.http.site;

import org.jspecify.annotations.NullMarked;
