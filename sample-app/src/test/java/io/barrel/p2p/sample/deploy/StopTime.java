package io.barrel.p2p.sample.deploy;

import java.nio.file.Path;
import org.springframework.boot.convert.DurationStyle;

/** How long the application may take from the signal to its end. */
final class StopTime {

    private static final int LEAVE = 1;

    private StopTime() {}

    /** Leaving, then two phases: the web server's requests, and executors. */
    static long longestSeconds() {
        String phase = DeployFiles.yaml(Path.of("src/main/resources/application.yaml"))
                .at("/spring/lifecycle/timeout-per-shutdown-phase")
                .asString();
        return LEAVE + 2 * DurationStyle.detectAndParse(phase).toSeconds();
    }
}
