package io.barrel.p2p.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.messaging.ExchangeNet.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Links come and go at any moment: each message is handled once, in order, and each call ends. */
class ExchangePropertyTests {

    @Property(tries = 300)
    void onceAndInOrderOverAnyLinks(@ForAll long seed) {
        ExchangeNet net = new ExchangeNet(seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Node> nodes = List.of(net.add("a"), net.add("b"), net.add("c"));
        List<String> addresses = List.of("echo", "one", "two", "three");
        nodes.forEach(node -> node.handlers.addAll(addresses));
        Map<Call, Node> calls = new HashMap<>();
        Map<String, List<String>> said = new HashMap<>();
        for (int step = 0; step < 200; step++) {
            Node from = nodes.get(random.nextInt(3));
            Node to = nodes.get(random.nextInt(3));
            switch (random.nextInt(10)) {
                case 0 -> net.unlink(from, to);
                case 1 -> net.replace(from, to);
                case 2 -> {
                    if (from != to) {
                        net.link(from, to);
                    }
                }
                default -> {
                    if (from != to) {
                        String address = addresses.get(random.nextInt(4));
                        String text = step + "x".repeat(random.nextInt(10) == 0 ? 300_000 : 10);
                        calls.put(from.submit(to, address, text, random.nextBoolean(), 60_000), from);
                        said.computeIfAbsent(to.id + " " + from.id.name() + " " + address, key -> new ArrayList<>())
                                .add(text);
                    }
                }
            }
            net.run(random.nextInt(8));
        }
        net.run(5_000);
        calls.forEach((call, node) -> assertThat(node.outcome(call)).startsWith("ok "));
        for (Node node : nodes) {
            Map<String, List<String>> heard = new HashMap<>();
            for (String line : node.handled) {
                String[] words = line.split(" ", 3);
                heard.computeIfAbsent(node.id + " " + words[0] + " " + words[1], key -> new ArrayList<>())
                        .add(words[2]);
            }
            heard.forEach((conversation, texts) -> assertThat(texts).isEqualTo(said.get(conversation)));
        }
        assertThat(nodes.stream().mapToInt(node -> node.handled.size()).sum()).isEqualTo(calls.size());
    }

    /** The same with nodes that cannot be reached for a while, and short deadlines: no call hangs, none ends twice. */
    @Property(tries = 200)
    void everyCallEndsOnce(@ForAll long seed) {
        ExchangeNet net = new ExchangeNet(seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Node> nodes = List.of(net.add("a"), net.add("b"));
        Map<Call, Node> calls = new HashMap<>();
        for (int step = 0; step < 200; step++) {
            Node from = nodes.get(random.nextInt(2));
            Node to = from == nodes.get(0) ? nodes.get(1) : nodes.get(0);
            switch (random.nextInt(12)) {
                case 0 -> net.unlink(from, to);
                case 1 -> net.replace(from, to);
                case 2 -> from.reachable = random.nextBoolean();
                case 3 -> {
                    net.unlink(from, to);
                    from.incarnation++;
                }
                case 4 -> from.handlers.remove("echo");
                case 5 -> from.handlers.add("echo");
                default ->
                    calls.put(from.submit(to, "echo", "" + step, random.nextBoolean(), 1 + random.nextInt(200)), from);
            }
            net.run(random.nextInt(8));
        }
        net.run(5_000);
        calls.forEach((call, node) -> assertThat(node.outcome(call)).isNotEqualTo("under way"));
        nodes.forEach(node -> assertThat(node.exchange.pending()).isZero());
        assertThat(nodes)
                .allSatisfy(node ->
                        assertThat(node.outputs(ExchangeOutput.Violated.class)).isEmpty());
    }
}
