package io.barrel.p2p.messaging;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The calls of this node that are under way. Each ends once: with its reply, a failure, its deadline, or because nobody waits for it. */
final class Calls {

    private final Consumer<ExchangeOutput> outputs;
    private final Timers timers;
    private final Consumer<Call> abandoned;
    private final Deadlines deadlines = new Deadlines();

    /**
     * None.
     *
     * @param abandoned told of a call that was under way when its time was up, or nobody waited for it any more
     */
    Calls(Consumer<ExchangeOutput> outputs, Timers timers, Consumer<Call> abandoned) {
        this.outputs = outputs;
        this.timers = timers;
        this.abandoned = abandoned;
    }

    int pending() {
        return deadlines.size();
    }

    void begin(Call call, long now) {
        deadlines.add(call, now);
        timers.set(ExchangeTimer.DEADLINES, Deadlines.TICK);
    }

    /** A call that cannot even begin. */
    void refuse(Call call, MessagingFailure failure, String detail) {
        if (call.end()) {
            outputs.accept(new ExchangeOutput.CallFailed(call, failure, detail));
        }
    }

    void complete(Call call, ByteBuffer reply) {
        if (call.end()) {
            deadlines.remove(call);
            outputs.accept(new ExchangeOutput.Completed(call, reply));
        }
    }

    void fail(Call call, MessagingFailure failure, String detail) {
        if (call.end()) {
            deadlines.remove(call);
            outputs.accept(new ExchangeOutput.CallFailed(call, failure, detail));
        }
    }

    /** Nobody waits for it any more. */
    void cancel(Call call) {
        if (call.end()) {
            deadlines.remove(call);
            abandoned.accept(call);
        }
    }

    /** Fails those whose time is up. */
    void advance(long now) {
        deadlines.advance(now, this::late);
        if (!deadlines.isEmpty()) {
            timers.set(ExchangeTimer.DEADLINES, Deadlines.TICK);
        }
    }

    private void late(Call call) {
        if (call.end()) {
            abandoned.accept(call);
            outputs.accept(new ExchangeOutput.CallFailed(
                    call, MessagingFailure.TIMEOUT, "nothing came within " + call.timeoutMillis() + " ms"));
        }
    }
}
