package io.barrel.p2p.transport.quic;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One dial request: resolves the host, starts one attempt or several that race, gives the first QUIC connection that is up
 * to authentication and closes the others. Ends exactly once.
 */
final class Dial {

    /** A lost first packet is sent again after a second; the next attempt is much sooner. */
    private static final long[] RACE_MILLIS = {150, 300};

    private static final Logger log = LoggerFactory.getLogger(Dial.class);

    private final Dialler dialler;
    private final Connections connections;
    private final DialRequest request;

    private final List<Future<?>> timers = new ArrayList<>();
    private final Set<QuicConnection> attempts = new LinkedHashSet<>();
    private @Nullable List<InetAddress> addresses;
    private int started;
    private int planned = 1;
    private boolean connected;
    private boolean ended;
    private String lastDetail = "nothing answered";

    Dial(Dialler dialler, Connections connections, DialRequest request) {
        this.dialler = dialler;
        this.connections = connections;
        this.request = request;
    }

    DialRequest request() {
        return request;
    }

    void start(HostResolver resolver) {
        after(request.boundMillis(), this::boundReached);
        if (request.route().isPresent()) {
            started++;
            dialler.connect(this, request.route().get());
            return;
        }
        resolver.resolve(request.address().host()).whenComplete((found, failure) -> {
            try {
                connections.eventLoop().execute(() -> resolved(found, failure));
            } catch (RejectedExecutionException e) {
                // The transport has closed, and has failed this dial before that.
                log.atDebug().addKeyValue("address", request.address()).log("A name resolved after the close");
            }
        });
    }

    private void resolved(@Nullable List<InetAddress> found, @Nullable Throwable failure) {
        if (ended) {
            return;
        }
        if (found == null) {
            abandon(new DialFailure(
                    DialFailure.Kind.UNRESOLVED, null, request.address().host() + " does not resolve: " + failure));
            return;
        }
        addresses = found;
        if (request.racing()) {
            planned += RACE_MILLIS.length;
            for (long delay : RACE_MILLIS) {
                after(delay, this::attempt);
            }
        }
        attempt();
    }

    /** Attempts take the addresses of the host in turn. */
    private void attempt() {
        if (!ended && !connected && addresses != null) {
            InetAddress address = addresses.get(started++ % addresses.size());
            dialler.connect(this, address, request.address().port());
        }
    }

    void started(QuicConnection attempt) {
        attempts.add(attempt);
    }

    /** The QUIC connection of an attempt is up. */
    void connected(QuicConnection attempt) {
        if (ended || connected) {
            attempt.close(CloseReason.RACE_LOST, "another attempt was faster");
            return;
        }
        connected = true;
        cancelTimers();
        attempts.remove(attempt);
        closeAttempts(CloseReason.RACE_LOST, "another attempt was faster");
        attempt.authenticate();
    }

    /** An attempt ended before its QUIC connection was up. */
    void attemptEnded(QuicConnection attempt, String detail) {
        attempts.remove(attempt);
        lastDetail = detail;
        if (!connected && attempts.isEmpty() && started == planned) {
            abandon(new DialFailure(DialFailure.Kind.UNREACHABLE, null, detail));
        }
    }

    private void boundReached() {
        boolean unresolved = addresses == null && request.route().isEmpty();
        DialFailure.Kind kind = unresolved ? DialFailure.Kind.UNRESOLVED : DialFailure.Kind.UNREACHABLE;
        String what = unresolved ? request.address().host() + " was not resolved" : lastDetail;
        abandon(new DialFailure(kind, null, what + " within " + request.boundMillis() + " ms"));
    }

    /** Ends the dial and whatever belongs to it. */
    void abandon(DialFailure failure) {
        failed(failure);
        closeAttempts(CloseReason.NONE, "the dial was given up");
    }

    void failed(DialFailure failure) {
        if (end()) {
            connections.listener().dialFailed(request, failure);
        }
    }

    /** The link is up; the listener is told by the link. */
    void succeeded() {
        end();
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        cancelTimers();
        dialler.ended(this);
        return true;
    }

    private void closeAttempts(CloseReason reason, String detail) {
        List.copyOf(attempts).forEach(attempt -> attempt.close(reason, detail));
        attempts.clear();
    }

    private void after(long millis, Runnable task) {
        timers.add(connections.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS));
    }

    private void cancelTimers() {
        timers.forEach(timer -> timer.cancel(false));
        timers.clear();
    }
}
