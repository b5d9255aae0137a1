package com.example.comments;

/// A user, and what others call them.
record Person(String user, String name) {}
