package io.barrel.p2p.messaging;

/**
 * The header of most messages: without context, reason and detail.
 *
 * @param kind its number in {@code messaging.proto}, known or not
 */
record PlainHeader(
        int kind,
        boolean caller,
        String address,
        int epoch,
        long number,
        long request,
        long received,
        long consumed,
        int timeout) {}
