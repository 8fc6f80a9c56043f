package io.barrel.p2p.service;

import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.Map;

/**
 * A service as one member offers it.
 *
 * @param service its name
 * @param node who offers it
 * @param metadata what the member tells of it
 * @param since since when it is offered, by the member's clock
 */
public record ServiceInstance(String service, NodeId node, Map<String, String> metadata, Instant since) {}
