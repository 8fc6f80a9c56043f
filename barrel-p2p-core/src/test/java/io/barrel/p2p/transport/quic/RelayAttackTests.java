package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.LocalNode;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.PeerAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handshakes of live nodes that are passed on, sent back, replayed, or lose a packet. */
class RelayAttackTests {

    @TempDir
    Path base;

    private AttackScene scene;

    @BeforeEach
    void open() {
        scene = new AttackScene(base);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void manInTheMiddleOfTwoTlsLegsIsRefusedByBothEndsOnTheirOwn() {
        LocalNode server = scene.node("a");
        RawPeer middle = scene.attacker();

        LocalNode client = scene.node("b", relay(middle, middle, AttackScene.address(server)));

        assertBothRefuseTheSignature(server, client);
    }

    @Test
    void manInTheMiddleWithTheServersOwnCertificateIsRefusedByBothEndsOnTheirOwn() throws Exception {
        LocalNode server = scene.node("a");
        RawPeer front = scene.attacker(certificateOf(server));
        RawPeer back = scene.attacker();

        LocalNode client = scene.node("b", relay(front, back, AttackScene.address(server)));

        assertBothRefuseTheSignature(server, client);
    }

    @Test
    void manInTheMiddleThatPresentsTheServersCertificateToTheServerIsTheEndOfIt() throws Exception {
        LocalNode server = scene.node("a");
        RawPeer middle = scene.attacker(certificateOf(server));

        LocalNode client = scene.node("b", relay(middle, middle, AttackScene.address(server)));

        scene.awaitRefusals(server, AuthFailure.CHANNEL_BINDING_FAILED, 1);
        scene.awaitRefusals(client, AuthFailure.CHANNEL_BINDING_FAILED, 1);
        AttackScene.assertUntouched(server);
        AttackScene.assertUntouched(client);
        scene.assertServes(server);
    }

    @Test
    void reflectionOverTwoConnectionsEndsAsSelf() {
        LocalNode node = scene.node("a");
        RawPeer mirror = scene.attacker();
        RawConnection one = mirror.dial(AttackScene.address(node));
        RawConnection other = mirror.dial(AttackScene.address(node));
        one.onReceived(other::say);
        other.onReceived(one::say);

        await().atMost(AttackScene.PATIENCE).until(() -> one.isClosed() && other.isClosed());

        assertThat(List.of(one.refusal(), other.refusal()))
                .allSatisfy(refusal -> assertThat(refusal).contains(AuthFailure.SELF));
        assertThat(scene.debugLines())
                .filteredOn(line -> line.contains("reason=self"))
                .hasSize(2);
        // A node that meets itself is no failure, however often an attacker makes it look so.
        assertThat(AttackScene.failures(node)).isEmpty();
        AttackScene.assertUntouched(node);
        scene.assertServes(node);
    }

    @Test
    void replayedResponseIsRefused() {
        LocalNode node = scene.node("a");
        RawPeer attacker = scene.attacker();
        RawConnection first = attacker.dial(AttackScene.address(node));
        // HELLO with CHALLENGE, then RESPONSE: the node has accepted the signature when it says OK.
        RawHandshake genuine = new RawHandshake(first, scene.handshakes("mallory"), System::currentTimeMillis, 2);
        int helloChallengeResponse = 2 + 1 + 1 + 2 + 6 + 32 + 2 + 41 + 2 + 65;
        await().atMost(AttackScene.PATIENCE).until(() -> first.heard().length > helloChallengeResponse);
        assertThat(first.refusal()).isEmpty();
        List<byte[]> recorded = List.copyOf(genuine.said);
        assertThat(recorded).hasSize(2);
        first.close();

        RawConnection second = attacker.dial(AttackScene.address(node));
        recorded.forEach(second::say);

        scene.awaitRefusals(node, AuthFailure.SIGNATURE_INVALID, 1);
        await().atMost(AttackScene.PATIENCE).until(second::isClosed);
        assertThat(second.refusal()).contains(AuthFailure.SIGNATURE_INVALID);
        AttackScene.assertUntouched(node);
        scene.assertServes(node);
    }

    @Test
    void anyLostPacketOfTheHandshakeDelaysTheLinkAndFailsNothing() {
        LocalNode node = scene.node("a");
        List<LocalNode> clients = new ArrayList<>();
        AtomicInteger lost = new AtomicInteger();
        for (int packet = 0; packet < 14; packet++) {
            int unlucky = packet;
            UdpRelay relay = scene.relay(AttackScene.address(node), (toServer, number) -> {
                if (number == unlucky) {
                    lost.incrementAndGet();
                }
                return number == unlucky;
            });
            clients.add(scene.node("c" + packet, relay.address()));
        }

        await().atMost(AttackScene.PATIENCE)
                .until(() -> lost.get() == 14
                        && clients.stream()
                                .noneMatch(client -> client.activePeers().isEmpty())
                        && node.p2p.authentication().orElseThrow().incoming().ok() >= 14);

        clients.forEach(client -> assertThat(AttackScene.failures(client)).isEmpty());
        assertThat(AttackScene.failures(node)).isEmpty();
        assertThat(scene.warnings()).isEmpty();
    }

    /** Passes the authentication streams on between whoever dials {@code front} and the server, whom {@code back} dials. */
    private static PeerAddress relay(RawPeer front, RawPeer back, PeerAddress server) {
        return front.listen(victim -> {
            RawConnection target = back.dial(server);
            victim.onReceived(target::say);
            target.onReceived(victim::say);
        });
    }

    private void assertBothRefuseTheSignature(LocalNode server, LocalNode client) {
        scene.awaitRefusals(server, AuthFailure.SIGNATURE_INVALID, 1);
        scene.awaitRefusals(client, AuthFailure.SIGNATURE_INVALID, 1);
        List<String> own = new CopyOnWriteArrayList<>(scene.warnings());
        own.removeIf(line -> !line.contains("reason=signature_invalid byPeer=false"));
        assertThat(own).anyMatch(line -> line.contains("incoming=true") && line.contains("peer=" + client.name));
        assertThat(own).anyMatch(line -> line.contains("incoming=false") && line.contains("peer=" + server.name));
        AttackScene.assertUntouched(server);
        AttackScene.assertUntouched(client);
        scene.assertServes(server);
    }

    /** As when one SSL bundle is rolled out to a whole cluster, and one of its nodes is not to be trusted. */
    private static Certificates certificateOf(LocalNode node) throws IOException, GeneralSecurityException {
        Path files = AttackScene.directory(node).resolve("quic");
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(files.resolve("node.crt"))));
        String pem = Files.readString(files.resolve("node.key")).replaceAll("-----[^-]+-----|\\s", "");
        return new Certificates(
                KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))),
                certificate);
    }
}
