package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.barrel.p2p.event.KeyRotated;
import io.barrel.p2p.security.CertificateSource;
import io.barrel.p2p.security.NodeCertificate;
import io.barrel.p2p.security.NodeKeys;
import io.barrel.p2p.security.TlsConfig;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.transport.ManualLoop;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.transport.TransportStatistics;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CertificateUpkeepTests {

    private static final NodeId NODE = NodeId.of("orders@host");
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(CertificateUpkeep.class);

    @TempDir
    Path data;

    private final ManualLoop loop = new ManualLoop();
    private final Clock clock = new LoopClock();
    private final FakeTransport transport = new FakeTransport();
    private final List<KeyRotated> events = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private int renewals;
    private int rotations;
    private @Nullable RuntimeException failure;
    private Duration skipped = Duration.ZERO;

    @BeforeEach
    void listen() {
        log.start();
        LOGGER.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        LOGGER.detachAppender(log);
    }

    private NodeKeys keys(@Nullable CertificateSource source) {
        return NodeKeys.open(
                data.resolve("keys"), data.resolve("quic"), source, identity -> NODE, clock, new SecureRandom());
    }

    private CertificateUpkeep start(TlsConfig config, NodeKeys keys) {
        CertificateUpkeep upkeep = new CertificateUpkeep(
                config,
                keys,
                transport,
                clock,
                Runnable::run,
                new CertificateUpkeep.Ports(() -> renewals++, () -> rotate(keys), events::add));
        upkeep.start();
        loop.advance(0);
        return upkeep;
    }

    private void rotate(NodeKeys keys) {
        rotations++;
        if (failure != null) {
            throw failure;
        }
        keys.rotateCertificate();
    }

    /** A certificate that ends after that time. */
    private NodeCertificate ending(Duration after) {
        return NodeCertificate.generate(NODE, clock.instant(), after, new SecureRandom());
    }

    private List<String> logged(Level level) {
        return log.list.stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void changedCertificateIsShownAndLinksAreMadeAnew() {
        NodeKeys keys = keys(null);
        CertificateUpkeep upkeep = start(TlsConfig.DEFAULT, keys);
        assertThat(transport.shown).isEmpty();

        keys.rotateCertificate();
        upkeep.changed();
        loop.advance(0);

        assertThat(transport.shown).containsExactly(keys.certificate().x509());
        assertThat(renewals).isEqualTo(1);
    }

    @Test
    void endIsToldAMonthBeforeOnceADayAndAsAnErrorOnceItIsThere() {
        FakeSource source = new FakeSource(ending(Duration.ofDays(33)));
        start(new TlsConfig(null, source), keys(source));

        loop.advance(Duration.ofDays(3).toMillis());
        assertThat(log.list).isEmpty();
        loop.advance(CertificateUpkeep.CHECK_PERIOD);
        assertThat(logged(Level.WARN))
                .containsExactly("The TLS certificate ends at 2026-04-03T12:00:00Z: renew it in the test's drawer");
        loop.advance(Duration.ofHours(23).toMillis());
        assertThat(logged(Level.WARN)).hasSize(1);
        loop.advance(Duration.ofHours(2).toMillis());
        assertThat(logged(Level.WARN)).hasSize(2);

        log.list.clear();
        loop.advance(Duration.ofDays(30).toMillis());
        assertThat(logged(Level.ERROR))
                .first()
                .isEqualTo("The TLS certificate ended at 2026-04-03T12:00:00Z: renew it in the test's drawer");
        assertThat(log.list).hasSizeBetween(30, 31);
    }

    @Test
    void endThatIsNearAtTheStartIsToldThen() {
        FakeSource source = new FakeSource(ending(Duration.ofDays(2)));

        start(new TlsConfig(null, source), keys(source));

        assertThat(logged(Level.WARN)).hasSize(1);
    }

    @Test
    void certificateOfTheNodeItselfIsRotatedInTimeAndOnlyThen() {
        NodeKeys keys = keys(null);
        String first = keys.certificate().fingerprint();
        start(new TlsConfig(Duration.ofDays(7), null), keys);

        skip(NodeCertificate.DEFAULT_VALIDITY.minusDays(8));
        loop.advance(Duration.ofHours(23).toMillis());
        assertThat(rotations).isZero();
        loop.advance(Duration.ofHours(1).toMillis());
        assertThat(rotations).isEqualTo(1);
        assertThat(keys.certificate().fingerprint()).isNotEqualTo(first);

        loop.advance(Duration.ofDays(2).toMillis());
        assertThat(rotations).isEqualTo(1);
        assertThat(log.list).isEmpty();
    }

    @Test
    void rotationThatFailsIsToldAndTriedAgainAtTheNextLook() {
        NodeKeys keys = keys(null);
        start(new TlsConfig(Duration.ofDays(7), null), keys);
        failure = new IllegalStateException("the disk is full");

        skip(NodeCertificate.DEFAULT_VALIDITY.minusDays(6));
        loop.advance(2 * CertificateUpkeep.CHECK_PERIOD);
        assertThat(rotations).isEqualTo(2);
        assertThat(logged(Level.ERROR))
                .hasSize(2)
                .allMatch(line -> line.contains("could not be rotated; that is tried again in 10 min"));
        failure = null;
        loop.advance(2 * CertificateUpkeep.CHECK_PERIOD);

        assertThat(rotations).isEqualTo(3);
    }

    @Test
    void certificateOfASourceIsTakenWhenItChangesUntilTheNodeStops() {
        FakeSource source = new FakeSource(ending(Duration.ofDays(90)));
        NodeKeys keys = keys(source);
        NodeCertificate early = ending(Duration.ofDays(91));
        source.offer(early);
        CertificateUpkeep upkeep = start(new TlsConfig(null, source), keys);
        assertThat(keys.certificate()).as("came before the node listened").isSameAs(early);

        NodeCertificate next = ending(Duration.ofDays(92));
        source.offer(next);
        source.offer(next);
        loop.advance(0);
        assertThat(keys.certificate()).isSameAs(next);
        assertThat(transport.shown).containsExactly(early.x509(), next.x509());
        assertThat(renewals).isEqualTo(2);
        assertThat(events)
                .containsExactly(
                        new KeyRotated(KeyRotated.Kind.CERTIFICATE, early.fingerprint()),
                        new KeyRotated(KeyRotated.Kind.CERTIFICATE, next.fingerprint()));

        upkeep.stop();
        source.offer(ending(Duration.ofDays(93)));
        assertThat(keys.certificate()).isSameAs(next);
        assertThat(data.resolve("quic")).doesNotExist();
    }

    @Test
    void certificateThatTlsRefusesChangesNothing() {
        FakeSource source = new FakeSource(ending(Duration.ofDays(90)));
        NodeKeys keys = keys(source);
        start(new TlsConfig(null, source), keys);
        NodeCertificate before = keys.certificate();
        transport.refuses = true;

        source.offer(ending(Duration.ofDays(91)));
        loop.advance(0);

        assertThat(keys.certificate()).isSameAs(before);
        assertThat(renewals).isZero();
        assertThat(events).isEmpty();
        assertThat(logged(Level.ERROR)).hasSize(1);
    }

    private void skip(Duration by) {
        skipped = skipped.plus(by);
    }

    /** Goes with the loop, and on what is skipped. */
    private final class LoopClock extends Clock {

        @Override
        public Instant instant() {
            return START.plus(skipped).plusMillis(loop.now());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /** Has what it is given. */
    private static final class FakeSource implements CertificateSource {

        private final List<Consumer<NodeCertificate>> listeners = new ArrayList<>();
        private NodeCertificate current;

        FakeSource(NodeCertificate current) {
            this.current = current;
        }

        void offer(NodeCertificate next) {
            current = next;
            List.copyOf(listeners).forEach(listener -> listener.accept(next));
        }

        @Override
        public NodeCertificate current() {
            return current;
        }

        @Override
        public Registration onChange(Consumer<NodeCertificate> listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public String origin() {
            return "the test's drawer";
        }
    }

    /** Remembers the certificates. */
    private final class FakeTransport implements Transport {

        private final List<X509Certificate> shown = new ArrayList<>();
        private boolean refuses;

        @Override
        public PeerAddress boundAddress() {
            return new PeerAddress("127.0.0.1", 1);
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public void dial(DialRequest request) {
            throw new AssertionError("nobody dials");
        }

        @Override
        public void receive(Route route, ByteBuffer packet) {
            throw new AssertionError("nobody relays");
        }

        @Override
        public void certificate(PrivateKey key, X509Certificate certificate) {
            if (refuses) {
                throw new IllegalArgumentException("no");
            }
            shown.add(certificate);
        }

        @Override
        public TransportStatistics statistics() {
            return TransportStatistics.NONE;
        }

        @Override
        public void close(CloseReason reason, long graceMillis) {}
    }
}
