package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.security.HandshakeParameters;
import io.barrel.p2p.security.SelfSigned;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.wire.Protocols;
import io.netty.util.AttributeKey;
import java.lang.ref.WeakReference;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another certificate for connections that begin, while others go on. */
class CertificateTests {

    private final TestNode a = TestNode.start("a");
    private final TestNode b = TestNode.start("b");

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    /** What a node was shown by its peers, in the order of their connections. */
    private static List<byte[]> shownTo(TestNode node) {
        List<byte[]> shown = new ArrayList<>();
        for (HandshakeParameters parameters : node.authenticator.parameters) {
            shown.add(parameters.peerCertificate());
        }
        return shown;
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertTalks(Link link) {
        int before = b.frames.size();
        a.send(link, Protocols.MEMBERSHIP, new byte[] {7});
        await().atMost(TestNode.PATIENCE).until(() -> b.frames.size() > before);
    }

    private static boolean isOutdated(TestNode node, Link link) {
        return node.onLoop(link::isOutdated);
    }

    @Test
    void connectionsThatBeginShowTheNewOneAndThoseThatAreUpGoOn() {
        Link dialled = a.link(b);
        Link accepted = b.lastLink();
        assertThat(isOutdated(a, dialled)).isFalse();
        Certificates fresh = Certificates.fresh();

        a.transport.certificate(fresh.key(), fresh.certificate());

        assertThat(isOutdated(a, dialled)).isTrue();
        assertThat(isOutdated(b, accepted)).as("at the other end").isFalse();
        assertTalks(dialled);
        Link after = a.link(b);
        Link before = b.link(a);
        assertThat(isOutdated(a, after)).isFalse();
        assertThat(isOutdated(b, before)).isFalse();
        List<byte[]> shown = shownTo(b);
        assertThat(shown).hasSize(3);
        assertThat(shown.get(0)).isNotEqualTo(der(fresh.certificate()));
        assertThat(shown.get(1)).as("dialled").isEqualTo(der(fresh.certificate()));
        assertThat(shown.get(2)).as("accepted").isEqualTo(der(fresh.certificate()));
        assertTalks(dialled);
        assertTalks(after);
    }

    @Test
    void everyKindOfKeyThatIsTakenWorks() {
        for (SelfSigned made : List.of(SelfSigned.rsa(2_048), SelfSigned.rsa(4_096), SelfSigned.ec("secp256r1"))) {
            a.transport.certificate(made.key(), made.x509());
            assertTalks(a.link(b));
            b.link(a);
            List<byte[]> shown = shownTo(b);
            assertThat(shown.subList(shown.size() - 2, shown.size())).containsOnly(der(made.x509()));
        }
    }

    /** The codec frees the native half when the Java half is finalized. */
    @Test
    void replacedCertificateIsLetGoWhenItsLastConnectionHasEnded() {
        WeakReference<Object> contexts = linkOnce();
        takeAnother();
        System.gc();
        assertThat(contexts.get()).isNotNull();
        assertTalks(a.lastLink());

        a.run(() -> a.lastLink().close(CloseReason.IDLE));
        await().atMost(TestNode.PATIENCE).until(() -> a.ends.size() == 1);
        a.links.clear();
        await().atMost(TestNode.PATIENCE).until(() -> {
            System.gc();
            return contexts.get() == null;
        });
    }

    private WeakReference<Object> linkOnce() {
        QuicLink link = (QuicLink) a.link(b);
        AttributeKey<Object> beganWith = AttributeKey.valueOf(Tls.class, "contexts");
        return new WeakReference<>(Objects.requireNonNull(
                link.connection().channel().attr(beganWith).get()));
    }

    private void takeAnother() {
        Certificates fresh = Certificates.fresh();
        a.transport.certificate(fresh.key(), fresh.certificate());
    }
}
