package io.barrel.p2p.test.memory;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Loop;
import java.util.ArrayList;
import java.util.List;

/** One dial: knocks until it is answered or its bound is reached. Ends exactly once. */
final class MemoryDial {

    /** A lost first packet is sent again after a second, then after two: RFC 9002, section 6.2.2. */
    private static final long[] KNOCKS = {0, 1_000, 3_000};

    /** When no further knock is on its way. */
    static final long LAST_KNOCK = 10_000;

    /** Further attempts of a dial that races. */
    private static final long[] RACING = {150, 300};

    private final MemoryTransport transport;
    private final DialRequest request;
    private final MemoryConnection connection;
    private final List<Loop.Cancellable> timers = new ArrayList<>();
    private boolean ended;

    MemoryDial(MemoryTransport transport, DialRequest request) {
        this.transport = transport;
        this.request = request;
        this.connection = new MemoryConnection(transport, request.address(), this);
    }

    DialRequest request() {
        return request;
    }

    void start() {
        for (long delay : KNOCKS) {
            after(delay, this::knock);
        }
        if (request.racing()) {
            for (long delay : RACING) {
                after(delay, this::knock);
            }
        }
        after(
                request.boundMillis(),
                () -> abandon(new DialFailure(
                        DialFailure.Kind.UNREACHABLE,
                        null,
                        "nothing answered within " + request.boundMillis() + " ms")));
    }

    private void after(long millis, Runnable task) {
        timers.add(transport.loop().schedule(task, millis));
    }

    private void knock() {
        transport.knock(connection);
    }

    /** The other end answered. */
    void connected() {
        cancelTimers();
    }

    void abandon(DialFailure failure) {
        failed(failure);
        connection.close(CloseReason.NONE, "the dial was given up");
    }

    void failed(DialFailure failure) {
        if (end()) {
            transport.listener().dialFailed(request, failure);
        }
    }

    void succeeded() {
        end();
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        cancelTimers();
        transport.dialEnded(this);
        return true;
    }

    private void cancelTimers() {
        timers.forEach(Loop.Cancellable::cancel);
        timers.clear();
    }
}
