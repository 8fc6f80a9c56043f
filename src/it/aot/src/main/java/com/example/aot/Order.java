package com.example.aot;

/** A payload, as JSON. */
public record Order(String article, int pieces) {}
