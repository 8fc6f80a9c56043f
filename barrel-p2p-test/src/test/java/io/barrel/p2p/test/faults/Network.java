package io.barrel.p2p.test.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hosts in network namespaces, each joined by a cable (veth) to one router, which is a namespace too. The router forwards
 * between all of them, but for what is cut: it drops such packets without a word, as a broken network does.
 *
 * <p>Hosts are numbered from 1. Used by one thread, and by a shutdown hook that removes everything.
 */
final class Network implements AutoCloseable {

    private static final int MAX_HOSTS = 250;

    private final String prefix = Namespaces.newPrefix();
    private final String router = prefix + "router";
    private final List<Host> hosts;
    private final Deque<Change> undo = new ArrayDeque<>();
    private final Thread removal = new Thread(() -> Namespaces.removeAll(prefix), "namespace-removal");

    /** A host: its namespace, and the address others reach it at. */
    record Host(int number, String namespace, String address) {

        /** What to write before a program to run it here. */
        List<String> exec() {
            return List.of("ip", "netns", "exec", namespace);
        }

        /** Gives programs that are run here later a file of their own in the place of one below {@code /etc}. */
        void etc(String name, String text) throws IOException {
            Path directory = Files.createDirectories(Namespaces.etc(namespace));
            Files.writeString(directory.resolve(name), text);
        }
    }

    private record Change(String namespace, List<String> lines) {}

    /** A network of that many hosts. Fails if namespaces are not permitted: see {@link Namespaces#assumePermitted}. */
    Network(int hosts) {
        if (hosts < 1 || hosts > MAX_HOSTS) {
            throw new IllegalArgumentException("not a number of hosts: " + hosts);
        }
        this.hosts = IntStream.rangeClosed(1, hosts)
                .mapToObj(number -> new Host(number, prefix + "host" + number, "10.77." + number + ".2"))
                .toList();
        Runtime.getRuntime().addShutdownHook(removal);
        try {
            build();
        } catch (IOException | RuntimeException e) {
            close();
            throw new IllegalStateException("The network could not be made", e);
        }
    }

    private void build() throws IOException {
        Command.ip("netns", "add", router);
        Command.ipWithin(router, List.of("link set lo up"));
        for (Host host : hosts) {
            Command.ip("netns", "add", host.namespace());
            String cable = cable(host);
            String gateway = "10.77." + host.number() + ".1";
            Command.ipWithin(
                    router,
                    List.of(
                            "link add " + cable + " type veth peer name eth0 netns " + host.namespace(),
                            "address add " + gateway + "/24 dev " + cable,
                            "link set " + cable + " up"));
            Command.ipWithin(
                    host.namespace(),
                    List.of(
                            "link set lo up",
                            "address add " + host.address() + "/24 dev eth0",
                            "link set eth0 up",
                            "route add default via " + gateway));
        }
        String forward = "echo 1 > /proc/sys/net/ipv4/ip_forward";
        Command.Result forwarding = Command.run("", List.of("ip", "netns", "exec", router, "sh", "-c", forward));
        if (forwarding.code() != 0) {
            throw new IOException(forwarding.output());
        }
    }

    Host host(int number) {
        return hosts.get(number - 1);
    }

    List<Host> hosts() {
        return hosts;
    }

    /** Nothing passes between two hosts any more; neither is told. */
    void cut(int one, int other) {
        split(List.of(one), List.of(other));
    }

    /** What {@code from} sends to {@code to} is lost on the way; the other direction works, and nobody is told. */
    void cutOneWay(int from, int to) {
        drop(List.of(flow(from, to)));
    }

    /** What {@code from} sends to {@code to} is refused by its own kernel: the call that sends fails. */
    void refuseOneWay(int from, int to) {
        String route = " blackhole " + host(to).address() + "/32";
        change(host(from).namespace(), List.of("route add" + route), List.of("route delete" + route));
    }

    /** Nothing passes between the hosts on the left and those on the right; neither side is told. */
    void split(List<Integer> left, List<Integer> right) {
        List<String> flows = new ArrayList<>();
        for (int one : left) {
            for (int other : right) {
                flows.add(flow(one, other));
                flows.add(flow(other, one));
            }
        }
        drop(flows);
    }

    /** Pulls the host's cable: its interface loses the carrier. */
    void unplug(int host) {
        String link = "link set " + cable(host(host));
        change(router, List.of(link + " down"), List.of(link + " up"));
    }

    /** Bytes that a host sent since the network was made, all headers included. */
    long sent(int host) {
        return Long.parseLong(
                Command.ip("netns", "exec", host(host).namespace(), "cat", "/sys/class/net/eth0/statistics/tx_bytes"));
    }

    /** Ends all faults. */
    void restore() {
        while (!undo.isEmpty()) {
            Change change = undo.pop();
            Command.ipWithin(change.namespace(), change.lines());
        }
    }

    private void drop(List<String> flows) {
        change(
                router,
                flows.stream().map(flow -> "rule add " + flow + " blackhole").toList(),
                flows.stream().map(flow -> "rule delete " + flow + " blackhole").toList());
    }

    private void change(String namespace, List<String> lines, List<String> inverse) {
        Command.ipWithin(namespace, lines);
        undo.push(new Change(namespace, inverse));
    }

    private String flow(int from, int to) {
        return "from " + host(from).address() + " to " + host(to).address();
    }

    private static String cable(Host host) {
        return "cable" + host.number();
    }

    /** Ends every process that runs on a host, and removes the namespaces. */
    @Override
    public void close() {
        Namespaces.removeAll(prefix);
        Runtime.getRuntime().removeShutdownHook(removal);
    }
}
