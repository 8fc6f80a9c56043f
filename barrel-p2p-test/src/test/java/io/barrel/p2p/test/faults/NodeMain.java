package io.barrel.p2p.test.faults;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.GossipListener;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program of a node: one line in, one line out; events are told when they happen. What it says:
 *
 * <pre>
 * started
 * views n1@faults,n2@faults n3@faults   (active, then passive; - for none)
 * members n1@faults=alive,n2@faults=dead
 * published 123456                      (System.nanoTime, the same clock in all processes of a Linux machine)
 * heard 1,0                             (how often each of two subscribers got a broadcast)
 * time 123456                           (when the first of them got it; 0 if it has not)
 * counts 120,30,2,2                     (broadcasts in full, announcements, grafts and prunes sent since the start)
 * event 1767225600000 up n1@faults      (epoch milliseconds)
 * event 1767225600000 down n1@faults nodedown
 * event 1767225600000 suspected n1@faults n2@faults
 * event 1767225600000 dead n1@faults
 * event 1767225600000 alive n1@faults
 * event 1767225600000 registered n1@faults prices-0
 * event 1767225600000 unregistered n1@faults prices-0
 * event 1767225600000 servicedown n1@faults prices-0
 * </pre>
 *
 * and what {@link NodeServiceCommands} tells. It stops when its input ends, because then the test is gone.
 */
final class NodeMain {

    private static final String TOPIC = "faults";

    private NodeMain() {}

    /** Arguments: name, address, port, data directory, pace, contacts separated by commas. */
    public static void main(String[] arguments) throws IOException {
        Pace pace = Pace.valueOf(arguments[4]);
        BarrelP2pConfig config = BarrelP2pConfig.builder()
                .nodeName(NodeId.of(arguments[0]))
                .clusterName("faults")
                .advertiseHost(arguments[1])
                .listenPort(Integer.parseInt(arguments[2]))
                .dataDir(Path.of(arguments[3]))
                .contactNodes(List.of(arguments[5].split(",", -1)))
                .membership(pace.membership())
                .link(pace.link())
                .channelGc(pace.channelGc())
                .auth(AuthConfig.builder()
                        .cookie(Cookie.of("the cookie of the fault tests"))
                        .build())
                .build();
        try (BarrelP2p node = BarrelP2p.create(config)) {
            Hearing one = new Hearing();
            Hearing other = new Hearing();
            MeterRegistry meters = new SimpleMeterRegistry();
            node.metrics().bindTo(meters);
            node.subscribe(NodeMain::tell);
            node.gossip().subscribe(TOPIC, one);
            node.gossip().subscribe(TOPIC, other);
            NodeServiceCommands services = new NodeServiceCommands(node, NodeId.of(arguments[0]));
            node.start();
            say("started");
            serve(node, List.of(one, other), services, meters);
        }
    }

    private static void serve(
            BarrelP2p node, List<Hearing> subscribers, NodeServiceCommands services, MeterRegistry meters)
            throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("views")) {
                say("views " + views(node.membership().views()));
            } else if (line.equals("members")) {
                say("members " + members(node.roster()));
            } else if (line.startsWith("publish ")) {
                publish(node, line.substring("publish ".length()));
            } else if (line.startsWith("hear ")) {
                String text = line.substring("hear ".length());
                say("heard "
                        + subscribers.stream()
                                .map(subscriber -> Integer.toString(subscriber.times(text)))
                                .collect(Collectors.joining(",")));
            } else if (line.equals("counts")) {
                say("counts "
                        + Stream.of("gossip", "ihave", "graft", "prune")
                                .map(kind -> meters.get("barrel.p2p.plumtree." + kind + ".sent")
                                        .functionCounter())
                                .map(counter -> Long.toString(Math.round(counter.count())))
                                .collect(Collectors.joining(",")));
            } else if (line.startsWith("time ")) {
                say("time " + subscribers.get(0).firstTime(line.substring("time ".length())));
            } else {
                String answered = line;
                say(services.answer(line)
                        .orElseThrow(() -> new IllegalArgumentException("not a command: " + answered)));
            }
        }
    }

    private static String views(Views views) {
        return names(views.active().stream().map(active -> active.peer().node())) + " "
                + names(views.passive().stream().map(passive -> passive.peer().node()));
    }

    private static String members(Roster roster) {
        return roster.members().stream()
                .map(member -> member.node() + "=" + member.status().word())
                .collect(Collectors.joining(","));
    }

    private static void publish(BarrelP2p node, String text) {
        long now = System.nanoTime();
        node.gossip()
                .publish(TOPIC, text.getBytes(StandardCharsets.UTF_8))
                .whenComplete((done, failure) -> say(failure == null ? "published " + now : "failed: " + failure));
    }

    private static void tell(P2pEvent event) {
        long now = System.currentTimeMillis();
        if (event instanceof PeerUp up) {
            say("event " + now + " up " + up.node());
        } else if (event instanceof PeerDown down) {
            say("event " + now + " down " + down.node() + " " + down.reason().word());
        } else if (event instanceof MemberSuspected suspected) {
            say("event " + now + " suspected " + suspected.node() + " " + suspected.accuser());
        } else if (event instanceof MemberDown dead) {
            say("event " + now + " " + (dead.left() ? "left " : "dead ") + dead.node());
        } else if (event instanceof MemberUp alive) {
            say("event " + now + " alive " + alive.node());
        } else {
            NodeServiceCommands.line(event).ifPresent(line -> say("event " + now + " " + line));
        }
    }

    private static String names(Stream<NodeId> nodes) {
        String joined = nodes.map(NodeId::value).collect(Collectors.joining(","));
        return joined.isEmpty() ? "-" : joined;
    }

    /** Counts what one subscriber hears. */
    private static final class Hearing implements GossipListener {

        private final Map<String, Integer> heard = new ConcurrentHashMap<>();
        private final Map<String, Long> times = new ConcurrentHashMap<>();

        @Override
        public void onBroadcast(Broadcast broadcast) {
            long now = System.nanoTime();
            String text = StandardCharsets.UTF_8.decode(broadcast.payload()).toString();
            times.putIfAbsent(text, now);
            heard.merge(text, 1, Integer::sum);
        }

        long firstTime(String text) {
            return times.getOrDefault(text, 0L);
        }

        int times(String text) {
            return heard.getOrDefault(text, 0);
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
