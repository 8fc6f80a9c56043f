package io.barrel.p2p.test.faults;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.wire.NodeId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program of a node: one line in, one line out; events are told when they happen. What it says:
 *
 * <pre>
 * started
 * views n1@faults,n2@faults n3@faults   (active, then passive; - for none)
 * event 1767225600000 up n1@faults      (epoch milliseconds)
 * event 1767225600000 down n1@faults nodedown
 * </pre>
 *
 * It stops when its input ends, because then the test is gone.
 */
final class NodeMain {

    private NodeMain() {}

    /** Arguments: name, address, port, data directory, pace, contacts separated by commas. */
    public static void main(String[] arguments) throws IOException {
        AuthConfig defaults = AuthConfig.DEFAULT;
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
                .auth(new AuthConfig(
                        true,
                        defaults.trustMode(),
                        defaults.handshakeTimeout(),
                        defaults.timestampWindow(),
                        List.of(),
                        defaults.maxPins(),
                        Cookie.of("the cookie of the fault tests")))
                .build();
        try (BarrelP2p node = BarrelP2p.create(config)) {
            node.subscribe(NodeMain::tell);
            node.start();
            say("started");
            serve(node);
        }
    }

    private static void serve(BarrelP2p node) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("views")) {
                Views views = node.membership().views();
                say("views "
                        + names(views.active().stream()
                                .map(active -> active.peer().node())) + " "
                        + names(views.passive().stream()
                                .map(passive -> passive.peer().node())));
            } else {
                throw new IllegalArgumentException("not a command: " + line);
            }
        }
    }

    private static void tell(P2pEvent event) {
        long now = System.currentTimeMillis();
        if (event instanceof PeerUp up) {
            say("event " + now + " up " + up.node());
        } else if (event instanceof PeerDown down) {
            say("event " + now + " down " + down.node() + " " + down.reason().word());
        }
    }

    private static String names(Stream<NodeId> nodes) {
        String joined = nodes.map(NodeId::value).collect(Collectors.joining(","));
        return joined.isEmpty() ? "-" : joined;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
