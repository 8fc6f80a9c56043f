package io.barrel.p2p.test.faults;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.event.ServiceUnregistered;
import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.MessagingConfig;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.service.NoSuchServiceException;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What a node's process is asked of services and messages, one line each, and what it says:
 *
 * <pre>
 * register prices 50            registered 123456     (prices-0 to prices-49; System.nanoTime before the first)
 * withdraw prices 2             withdrawn             (prices-0 and prices-1 are offered no more)
 * registry                      registry 52 1a2b3c4d  (how many services of how many members are seen here, and a checksum of them)
 * seen prices-0                 seen 123456           (when its registration was told here; 0 if it was not)
 * offered n1@faults prices      offered 50 alive      (services of that member and prefix seen here, and then what the roster says of it)
 * call prices-0 1000            replied n1@faults     (a call of a service; the answer is who handled it)
 * request n2@faults who 1000    replied n2@faults     (a request to an address; or "replied !TIMEOUT", which is the failure)
 * flood n2@faults stuck         flooded OVERLOADED    (more requests than may wait; how the first that failed did)
 * release                       released              (lets the handlers of "stuck" go on, now and from now on)
 * links                         links 3 8 1           (links of the active view, others, and those of both that go over other nodes)
 * pending                       pending 0             (messages and requests of this node that are not completed)
 * </pre>
 *
 * Every node handles the address {@code who} at once, and {@code stuck} when it is released.
 */
final class NodeServiceCommands {

    /** More than may wait for one address, and far less than a node takes for all together. */
    private static final int FLOOD = MessagingConfig.DEFAULT.queueLength() + 1_000;

    private static final Duration FLOODED = Duration.ofMinutes(1);

    private final BarrelP2p node;
    private final Map<String, Subscription> offered = new HashMap<>();
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final MessageHandler who;

    /** Handles the addresses and hears of services from now on. */
    NodeServiceCommands(BarrelP2p node, NodeId self) {
        this.node = node;
        this.who = MessageHandler.replying(message -> bytes(self.value()));
        node.messaging().handle("who", who);
        node.messaging().handle("stuck", message -> {
            stuck.await();
            return CompletableFuture.completedFuture(message.payload());
        });
        node.subscribe(this::hear);
    }

    private void hear(P2pEvent event) {
        if (event instanceof ServiceRegistered registered) {
            seen.putIfAbsent(registered.service(), System.nanoTime());
        }
    }

    /** An event of services, as the process tells it; empty if it is another. */
    static Optional<String> line(P2pEvent event) {
        if (event instanceof ServiceRegistered registered) {
            return Optional.of("registered " + registered.node() + " " + registered.service());
        } else if (event instanceof ServiceUnregistered unregistered) {
            return Optional.of("unregistered " + unregistered.node() + " " + unregistered.service());
        } else if (event instanceof ServiceDown down) {
            return Optional.of("servicedown " + down.node() + " " + down.service());
        }
        return Optional.empty();
    }

    /** The answer to a line; empty if it is not one of those above. */
    Optional<String> answer(String line) {
        String[] words = line.split(" ", -1);
        return Optional.ofNullable(
                switch (words[0]) {
                    case "register" -> "registered " + register(words[1], Integer.parseInt(words[2]));
                    case "withdraw" -> withdraw(words[1], Integer.parseInt(words[2]));
                    case "registry" -> "registry " + registry(node.services());
                    case "seen" -> "seen " + seen.getOrDefault(words[1], 0L);
                    case "offered" -> "offered " + offered(NodeId.of(words[1]), words[2]);
                    case "call" -> "replied " + outcome(node.services().call(words[1], bytes(""), millis(words[2])));
                    case "request" ->
                        "replied "
                                + outcome(node.messaging()
                                        .request(NodeId.of(words[1]), words[2], bytes(""), millis(words[3])));
                    case "flood" -> "flooded " + flood(NodeId.of(words[1]), words[2]);
                    case "release" -> release();
                    case "links" -> "links " + links();
                    case "pending" -> "pending " + node.messaging().status().pending();
                    default -> null;
                });
    }

    private long register(String prefix, int count) {
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            String service = prefix + "-" + i;
            offered.put(service, node.services().register(service, Map.of(), who));
        }
        return begin;
    }

    private String withdraw(String prefix, int count) {
        for (int i = 0; i < count; i++) {
            Subscription withdrawn = offered.remove(prefix + "-" + i);
            if (withdrawn == null) {
                throw new IllegalArgumentException("not offered: " + prefix + "-" + i);
            }
            withdrawn.close();
        }
        return "withdrawn";
    }

    private static String registry(ServiceRegistry services) {
        return summary(services.services().stream()
                .flatMap(service -> services.lookup(service).stream().map(offer -> service + " " + offer.node())));
    }

    /** How many lines, and a checksum of them in their order by the alphabet. */
    static String summary(Stream<String> lines) {
        List<String> sorted = lines.sorted().toList();
        CRC32C checksum = new CRC32C();
        sorted.forEach(line -> checksum.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
        return sorted.size() + " " + Long.toHexString(checksum.getValue());
    }

    /** What is offered is looked up first: who is not dead then was not dead before. */
    private String offered(NodeId member, String prefix) {
        ServiceRegistry services = node.services();
        long offered = services.services().stream()
                .filter(service -> service.startsWith(prefix + "-"))
                .flatMap(service -> services.lookup(service).stream())
                .filter(instance -> instance.node().equals(member))
                .count();
        return offered + " "
                + node.roster()
                        .member(member)
                        .map(known -> known.status().word())
                        .orElse("unknown");
    }

    private String flood(NodeId to, String address) {
        CompletableFuture<MessagingFailure> refused = new CompletableFuture<>();
        for (int i = 0; i < FLOOD; i++) {
            node.messaging()
                    .request(to, address, bytes(""), FLOODED)
                    .toCompletableFuture()
                    .exceptionally(failure -> {
                        if (failure instanceof MessagingException of) {
                            refused.complete(of.failure());
                        }
                        return bytes("");
                    });
        }
        return refused.join().name();
    }

    private String release() {
        stuck.countDown();
        return "released";
    }

    private String links() {
        List<Connection> links = node.connections();
        long active = links.stream().filter(Connection::active).count();
        long relayed = links.stream().filter(link -> !link.via().isEmpty()).count();
        return active + " " + (links.size() - active) + " " + relayed;
    }

    /** What came back, or how it failed. Waits: the time of a request is bounded. */
    private static String outcome(CompletionStage<ByteBuffer> reply) {
        try {
            return StandardCharsets.UTF_8
                    .decode(reply.toCompletableFuture().join())
                    .toString();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MessagingException failure) {
                return "!" + failure.failure();
            } else if (e.getCause() instanceof NoSuchServiceException) {
                return "!NO_SUCH_SERVICE";
            }
            throw e;
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Duration millis(String number) {
        return Duration.ofMillis(Long.parseLong(number));
    }
}
