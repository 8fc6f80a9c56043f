package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands of a page in bash, with the hosts of the page replaced by nodes of the test. */
final class Shell {

    private final Path directory;
    private final Map<String, String> replacements = new LinkedHashMap<>();

    Shell(Path directory) {
        this.directory = directory;
    }

    /** From now on, the web server that the page calls so is that of the application. */
    Shell host(String host, NodeApplication application) {
        return replace(host + ":8080", "localhost:" + application.uri("").getPort());
    }

    /** From now on, that text of the page stands for another one. */
    Shell replace(String text, String by) {
        replacements.put(text, by);
        return this;
    }

    /** What the command printed; it must end well. */
    String run(String command) throws IOException, InterruptedException {
        String replaced = command;
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            replaced = replaced.replace(replacement.getKey(), replacement.getValue());
        }
        Process process = new ProcessBuilder("bash", "-c", replaced)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(replaced).isTrue();
        assertThat(process.exitValue()).as(replaced + "\n" + output).isZero();
        return output;
    }
}
