package io.barrel.p2p.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That every benchmark runs and does what its name says. Nothing is timed. */
class BenchmarksTests {

    @Test
    void everyBenchmarkRuns() throws RunnerException {
        List<String> expected = Stream.of(
                        GossipCodecBenchmark.class,
                        LwwMapBenchmark.class,
                        MessageCodecBenchmark.class,
                        RosterBenchmark.class,
                        ServiceLookupBenchmark.class)
                .flatMap(type -> Arrays.stream(type.getMethods())
                        .filter(method -> method.isAnnotationPresent(Benchmark.class))
                        .map(method -> type.getName() + "." + method.getName()))
                .toList();
        assertThat(new Runner(new OptionsBuilder()
                                .forks(0)
                                .warmupIterations(0)
                                .measurementIterations(1)
                                .measurementTime(TimeValue.milliseconds(1))
                                .shouldFailOnError(true)
                                .verbosity(VerboseMode.SILENT)
                                .build())
                        .run())
                .extracting(result -> result.getParams().getBenchmark())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void codecsGiveBackWhatTheyTook() {
        GossipCodecBenchmark gossip = new GossipCodecBenchmark();
        assertThat(gossip.decodeBroadcast().orElseThrow().edge()).isEqualTo(0x1122_3344_5566_7788L);
        assertThat(gossip.decodeAnnouncements()).isPresent();
        MessageCodecBenchmark messages = new MessageCodecBenchmark();
        assertThat(messages.decodeRequest().orElseThrow().payload().remaining()).isEqualTo(64);
        assertThat(messages.decodeRequestWithContext().orElseThrow().context()).containsKey("traceparent");
    }

    @Test
    void registryFindsWhatIsOffered() {
        ServiceLookupBenchmark services = new ServiceLookupBenchmark();
        services.start();
        try {
            assertThat(services.lookup()).hasSize(1);
            assertThat(services.lookupNothing()).isEmpty();
            assertThat(services.whereis()).contains(services.lookup().get(0));
        } finally {
            services.stop();
        }
    }

    @Test
    void rosterKnowsItsMembers() {
        RosterBenchmark roster = new RosterBenchmark();
        assertThat(roster.member()).isPresent();
        assertThat(roster.memberUnknown()).isEmpty();
        assertThat(roster.members()).hasSize(1_000).hasSize(roster.countAlive());
    }

    @Test
    void mapTakesWhatIsMerged() {
        LwwMapBenchmark map = new LwwMapBenchmark();
        map.fill();
        long filled = map.digest();
        assertThat(map.mergeKnown()).isEqualTo(LwwMapBenchmark.KEYS);
        assertThat(map.digest()).isEqualTo(filled);
        assertThat(map.mergeNewer()).isEqualTo(LwwMapBenchmark.KEYS);
        assertThat(map.digest()).isNotEqualTo(filled);
        assertThat(map.put()).isEqualTo(LwwMapBenchmark.KEYS);
        assertThat(map.mergeNew()).isEqualTo(LwwMapBenchmark.KEYS);
    }
}
