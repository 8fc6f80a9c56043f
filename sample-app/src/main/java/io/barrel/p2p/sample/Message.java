package io.barrel.p2p.sample;

import java.time.Instant;

/**
 * A message on the board.
 *
 * @param from the node it was posted on
 * @param at when, by the clock of that node
 * @param text what it says, whoever wrote it: never to be read as markup
 */
record Message(String from, Instant at, String text) {}
