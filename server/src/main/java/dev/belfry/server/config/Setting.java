package dev.belfry.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What one key of the configuration means. The key is the component's name with hyphens, below the
/// key of the record that it is in: `limits.header-block`.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
  /// For the reference: Markdown, with the unit where the type does not say it.
  String means();

  /// The default, as it would be written; empty for none.
  String standard() default "";

  /// The least value allowed, as it would be written; empty for no bound.
  String min() default "";

  /// The greatest value allowed, as it would be written; empty for no bound.
  String max() default "";
}
