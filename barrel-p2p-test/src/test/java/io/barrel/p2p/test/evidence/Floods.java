package io.barrel.p2p.test.evidence;

import io.barrel.p2p.test.OverlayGraph;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Messages flooded from different nodes at one moment, averaged.
 *
 * @param reliability part of the nodes alive that hear one, on average
 * @param worst the same of the message that fewest hear
 * @param meanHops hops to a node that hears it
 * @param maxHops hops to the last one that hears it, on average over the messages
 */
record Floods(double reliability, double worst, double meanHops, double maxHops) {

    static Floods through(OverlayGraph graph, int messages) {
        int[] sources = graph.sample(messages, new SplittableRandom(graph.size()));
        OverlayGraph.Flood[] floods =
                IntStream.of(sources).mapToObj(graph::flood).toArray(OverlayGraph.Flood[]::new);
        double reliability = 0;
        double worst = 1;
        double meanHops = 0;
        double maxHops = 0;
        for (OverlayGraph.Flood flood : floods) {
            reliability += flood.reliability() / floods.length;
            worst = Math.min(worst, flood.reliability());
            meanHops += flood.meanHops() / floods.length;
            maxHops += (double) flood.maxHops() / floods.length;
        }
        return new Floods(reliability, worst, meanHops, maxHops);
    }
}
