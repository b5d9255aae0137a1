/// Tests of the application.
@NullMarked
package com.example.comments;

import org.jspecify.annotations.NullMarked;
