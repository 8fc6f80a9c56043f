package io.barrel.p2p.sample.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What stands for a container's network: an address of this machine's loopback that no other test has, and a file of names in
 * the place of a DNS server. So every container has its port 9100, and is found by its name.
 *
 * @param hosts a file in the form of {@code /etc/hosts}
 * @param webPort published by the container for its web server
 */
record Host(String address, Path hosts, int webPort) {

    private static final int VALUES = 250;
    private static final Path OWN_NAME = Path.of("/proc/sys/kernel/hostname");

    /** That many, whom a name of their own and one for all lead to. */
    static List<Host> make(Path hosts, List<String> names, String all) throws IOException {
        long process = ProcessHandle.current().pid();
        List<Host> made = new ArrayList<>();
        for (int number = 1; number <= names.size(); number++) {
            String address = "127." + (1 + process % VALUES) + "." + (process / VALUES % VALUES) + "." + number;
            made.add(new Host(address, hosts, freePort()));
        }
        Stream<String> lines =
                IntStream.range(0, names.size()).mapToObj(i -> made.get(i).address() + " " + names.get(i) + " " + all);
        String self = "127.0.0.1 localhost " + Files.readString(OWN_NAME).strip();
        Files.writeString(hosts, Stream.concat(Stream.of(self), lines).collect(Collectors.joining("\n", "", "\n")));
        return made;
    }

    /** What differs from a container's own environment. */
    Map<String, String> environment() {
        return Map.of("BARREL_P2P_BINDADDRESS", address, "SERVER_PORT", Integer.toString(webPort));
    }

    /** A TCP port that nobody has at this moment. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
