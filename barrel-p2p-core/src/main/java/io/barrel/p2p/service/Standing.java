package io.barrel.p2p.service;

/**
 * What the roster says of a member.
 *
 * @param incarnation in which life it is
 * @param present whether it is there: alive, or suspect at most
 */
public record Standing(long incarnation, boolean present) {}
