package com.example.devtools;

/** A class of the application: after a restart another one, of another class loader. */
public record Question(String text) {}
