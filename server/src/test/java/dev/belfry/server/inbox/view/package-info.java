@NullMarked
package dev.belfry.server.inbox.view;

import org.jspecify.annotations.NullMarked;
