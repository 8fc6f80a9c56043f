package io.barrel.p2p.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fuzzes one target after the other, each in a process of its own: there is one fuzzer to a process. */
final class FuzzProcess {

    /** Guards of Jazzer against injections, such as of SQL, of which there are none here: they double the time to begin. */
    private static final String SANITIZERS = Stream.of(
                    "BigDecimal",
                    "ClojureLangHooks",
                    "Deserialization",
                    "ExpressionLanguageInjection",
                    "FilePathTraversal",
                    "LdapInjection",
                    "NamingContextLookup",
                    "OsCommandInjection",
                    "ReflectiveCall",
                    "RegexInjection",
                    "RegexRoadblocks",
                    "ScriptEngineInjection",
                    "ServerSideRequestForgery",
                    "SqlInjection",
                    "TemplateInjection",
                    "UnsafeSanitizer",
                    "XPathInjection",
                    "XmlParserSsrfGuidance")
            .map(name -> "com.code_intelligence.jazzer.sanitizers." + name)
            .collect(Collectors.joining(":"));

    /** A run that is shorter gains nothing from the compiler that takes its time. */
    private static final int LONG_SECONDS = 30;

    private final Path work;
    private final int seconds;
    private final long seed;

    /**
     * Fuzzes each target for that long.
     *
     * @param work keeps logs, and what was found to be interesting
     */
    FuzzProcess(Path work, int seconds, long seed) {
        this.work = work;
        this.seconds = seconds;
        this.seed = seed;
    }

    Path log(FuzzTarget target) {
        return work.resolve("logs").resolve(target + ".log");
    }

    FuzzResult run(FuzzTarget target) throws InterruptedException {
        try {
            Path corpus = Files.createDirectories(work.resolve("corpus").resolve(target.toString()));
            Path found = Files.createDirectories(work.resolve("findings").resolve(target.toString()));
            Files.createDirectories(log(target).getParent());
            Process process = new ProcessBuilder(command(target, corpus, found))
                    .redirectErrorStream(true)
                    .redirectOutput(log(target).toFile())
                    .start();
            try {
                if (!process.waitFor(seconds + 120L, TimeUnit.SECONDS)) {
                    return FuzzResult.of(target, -1, Files.readString(log(target)));
                }
            } finally {
                process.destroyForcibly();
            }
            return FuzzResult.of(target, process.exitValue(), Files.readString(log(target)));
        } catch (IOException e) {
            throw new UncheckedIOException("the process of " + target + " does not start", e);
        }
    }

    private List<String> command(FuzzTarget target, Path corpus, Path found) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // An array as long as somebody announces does not fit.
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "-Djdk.attach.allowAttachSelf=true",
                "-cp",
                System.getProperty("java.class.path")));
        if (seconds < LONG_SECONDS) {
            command.add(1, "-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of(
                Jazzer.class.getName(),
                "--target_class=" + target.type().getName(),
                "--target_method=" + target.method(),
                "--instrumentation_includes=io.barrel.p2p.**",
                "--custom_hook_includes=io.barrel.p2p.**",
                "--disabled_hooks=" + SANITIZERS,
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-max_total_time=" + seconds,
                "-timeout=20",
                "-seed=" + seed,
                "-print_final_stats=1",
                corpus.toString()));
        return command;
    }
}
