package io.barrel.p2p.event;

/** This node left the overlay on request; it joins no other until it is told to or started again. */
public record NodeLeft() implements P2pEvent {}
