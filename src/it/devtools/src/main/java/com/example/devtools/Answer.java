package com.example.devtools;

/**
 * What a node says of itself.
 *
 * @param text of the question
 * @param loader kind and identity of the class loader of the question
 * @param pid its process
 * @param threads threads of nodes in the process: those for the network and for events
 */
public record Answer(String text, String loader, long pid, long threads) {}
