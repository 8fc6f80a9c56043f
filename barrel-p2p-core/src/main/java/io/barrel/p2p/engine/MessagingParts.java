package io.barrel.p2p.engine;

import io.barrel.p2p.messaging.Handlers;
import io.barrel.p2p.messaging.MessagingConfig;
import io.barrel.p2p.relay.RelayConfig;
import java.util.concurrent.ExecutorService;

/**
 * What messaging works with.
 *
 * @param config its parameters
 * @param handlers who handles what
 * @param executor runs handlers
 * @param completions completes futures, and so runs what hangs on them
 * @param gc when idle channels are closed
 * @param relay bounds of relaying
 */
public record MessagingParts(
        MessagingConfig config,
        Handlers handlers,
        ExecutorService executor,
        ExecutorService completions,
        ChannelGcConfig gc,
        RelayConfig relay) {}
