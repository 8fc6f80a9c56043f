package io.barrel.p2p.benchmarks;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.benchmarks.raw.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * The other process: nodes and a raw server that are called. Says on standard output where they listen, in one line, and ends
 * when its standard input does, as it does when the process that started it is gone.
 */
public final class Peer {

    private Peer() {}

    /**
     * Where the other process listens.
     *
     * @param rawPort port of the raw server
     * @param called contact of {@link Nodes#CALLED}
     * @param door contact of {@link Nodes#DOOR}
     */
    record Ready(int rawPort, String called, String door) {

        static Ready parse(String line) {
            String[] words = line.split(" ", -1);
            if (words.length != 3) {
                throw new IllegalStateException("Not what the other process should say: " + line);
            }
            return new Ready(Integer.parseInt(words[0]), words[1], words[2]);
        }

        String format() {
            return rawPort + " " + called + " " + door;
        }
    }

    /**
     * Runs until standard input ends.
     *
     * @param arguments the directory where data directories are made
     */
    public static void main(String[] arguments) throws IOException {
        Path base = Path.of(arguments[0]);
        Tally tally = new Tally();
        try (RawServer raw = new RawServer(tally::count, tally::answer);
                BarrelP2p called = Nodes.startCalled(Nodes.CALLED, base);
                BarrelP2p door = Nodes.startCalled(Nodes.DOOR, base)) {
            System.out.println(new Ready(raw.port(), Nodes.contact(called), Nodes.contact(door)).format());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
