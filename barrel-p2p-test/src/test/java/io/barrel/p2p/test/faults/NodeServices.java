package io.barrel.p2p.test.faults;

import io.barrel.p2p.wire.NodeId;
import java.time.Duration;

/** Services and messages of a node in a JVM of its own, as {@link NodeServiceCommands} tells of them. Not of a frozen node. */
record NodeServices(NodeProcess node) {

    /**
     * What a node sees of a member.
     *
     * @param services how many of its services
     * @param status what the roster said right after that
     */
    record Offered(int services, String status) {}

    /** Registers so many services, named {@code prefix-0} and so on; when, on the machine's monotonic clock. */
    long register(String prefix, int count) {
        return Long.parseLong(node.ask("register " + prefix + " " + count, "registered "));
    }

    /** Withdraws the first so many services of that prefix. */
    void withdraw(String prefix, int count) {
        node.ask("withdraw " + prefix + " " + count, "withdrawn");
    }

    /** All services it sees, and of whom, as {@link NodeServiceCommands#summary} tells them. */
    String registry() {
        return node.ask("registry", "registry ");
    }

    /** When it was told of the registration of a service, on the same clock; 0 if it was not. */
    long seenAt(String service) {
        return Long.parseLong(node.ask("seen " + service, "seen "));
    }

    /** What it sees of a member and its services of that prefix. */
    Offered offeredBy(NodeId member, String prefix) {
        String[] words =
                node.ask("offered " + member + " " + prefix, "offered ").split(" ", -1);
        return new Offered(Integer.parseInt(words[0]), words[1]);
    }

    /** Calls a service; who handled the call, or {@code !} and the failure. */
    String call(String service, Duration timeout) {
        return node.ask("call " + service + " " + timeout.toMillis(), "replied ");
    }

    /** Sends a request to an address; the reply, or {@code !} and the failure. */
    String request(NodeId to, String address, Duration timeout) {
        return node.ask("request " + to + " " + address + " " + timeout.toMillis(), "replied ");
    }

    /** Sends more requests to an address than may wait; how the first that failed did. */
    String flood(NodeId to, String address) {
        return node.ask("flood " + to + " " + address, "flooded ");
    }

    /** Lets the handlers of the address {@code stuck} go on. */
    void release() {
        node.ask("release", "released");
    }

    /** Links that carry an edge of the active view. */
    int activeLinks() {
        return links(0);
    }

    /** Links beside those. */
    int otherLinks() {
        return links(1);
    }

    /** Links that go over other nodes. */
    int relayedLinks() {
        return links(2);
    }

    private int links(int word) {
        return Integer.parseInt(node.ask("links", "links ").split(" ", -1)[word]);
    }

    /** Messages and requests of it that are not completed. */
    int pending() {
        return Integer.parseInt(node.ask("pending", "pending "));
    }
}
