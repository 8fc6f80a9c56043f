package io.barrel.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** One thread that calls, waits for the reply, and calls again. */
final class OneCaller implements Workload {

    private static final double MICROS = 1e3;

    private final int size;

    OneCaller(int size) {
        this.size = size;
    }

    @Override
    public List<Figure> figures() {
        String what = "Request of " + size + " B, 1 caller, ";
        return List.of(new Figure(what + "p50", "µs"), new Figure(what + "p99", "µs"));
    }

    @Override
    public double[] run(Side side, Duration time) throws InterruptedException {
        Samples samples = new Samples();
        ByteBuffer payload = ByteBuffer.allocate(size);
        long end = System.nanoTime() + time.toNanos();
        long now = System.nanoTime();
        for (int call = 0; call == 0 || now - end < 0; call++) {
            payload.putInt(0, call);
            long begun = System.nanoTime();
            ByteBuffer reply = Side.get(side.request(payload));
            now = System.nanoTime();
            samples.add(now - begun);
            if (!reply.equals(payload)) {
                throw new IllegalStateException("a reply is not the request's");
            }
        }
        return new double[] {samples.percentile(0.5) / MICROS, samples.percentile(0.99) / MICROS};
    }
}
