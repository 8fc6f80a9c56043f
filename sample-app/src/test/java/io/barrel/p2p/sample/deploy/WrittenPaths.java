package io.barrel.p2p.sample.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the application writes when it runs in the image; {@link ComposeIT} sees that it leaves the image alone. */
final class WrittenPaths {

    private static final String NATIVE = "-Dio.netty.native.workdir=";

    private WrittenPaths() {}

    static List<Path> of(Dockerfile.Stage image) {
        List<Path> paths = new ArrayList<>();
        for (String variable : List.of("SAMPLE_DIRECTORY", "BARREL_P2P_DATADIR")) {
            paths.add(Path.of(image.environment().get(variable)));
        }
        paths.add(nativeLibrary(image));
        paths.add(Path.of("/tmp")); // java.io.tmpdir
        return paths;
    }

    /** Where Netty unpacks its native library: execution must be allowed there. */
    static Path nativeLibrary(Dockerfile.Stage image) {
        return image.entrypoint().stream()
                .filter(argument -> argument.startsWith(NATIVE))
                .map(argument -> Path.of(argument.substring(NATIVE.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + NATIVE));
    }
}
