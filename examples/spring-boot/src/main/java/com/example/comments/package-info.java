/// Users comment, and are told of each other's comments.
@NullMarked
package com.example.comments;

import org.jspecify.annotations.NullMarked;
