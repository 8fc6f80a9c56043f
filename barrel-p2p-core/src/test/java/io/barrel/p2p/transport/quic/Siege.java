package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.LocalNode;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.security.Handshakes;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/**
 * One live node, a peer that calls it all the time, and those who attack it. Whatever they do, every call is answered, and when
 * they are gone the node has its one link, nothing pending and no file it should not have.
 */
final class Siege implements AutoCloseable {

    static final Duration BUDGET = Duration.ofSeconds(1);
    static final Duration PATIENCE = AttackScene.PATIENCE;

    /** What the process may grow by over all attacks, what attackers leave included; heap and direct memory, each. */
    private static final long GROWTH = 64 << 20;

    /** Calls that must be answered after an attack. */
    private static final int CALLS = 10;

    final AttackScene scene;
    final LocalNode node;
    final LocalNode peer;
    final PeerAddress target;
    final Path base;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Caller caller;
    private final List<RawConnection> connections = new ArrayList<>();
    private final List<RawPeer> attackers = new ArrayList<>();
    private final Set<Path> files;
    private int names;
    private Map<AuthFailure, Long> failures = Map.of();
    private final Memory before;

    /** Begins with a node that takes so many handshakes at once, and asks for retry tokens above so many. */
    Siege(Path base, int maxPending, int retryAbove) {
        this.base = base;
        scene = new AttackScene(base);
        node = scene.node(
                "victim",
                BUDGET,
                builder -> builder.maxPendingHandshakes(maxPending).retryAbove(retryAbove));
        node.p2p.messaging().handle("echo", MessageHandler.replying(message -> message.payload()));
        node.p2p.metrics().bindTo(meters);
        target = AttackScene.address(node);
        peer = scene.node("friend", target);
        eventually()
                .until(() -> node.activePeers().contains(peer.name)
                        && node.p2p.roster().count(MemberStatus.ALIVE) == 2
                        && peer.p2p.roster().count(MemberStatus.ALIVE) == 2
                        && node.p2p.trustStore().pins().size() == 1);
        caller = new Caller(peer.p2p.messaging(), node.name, "echo");
        caller.awaitMore(CALLS);
        files = files();
        before = Memory.now();
    }

    Siege(Path base) {
        this(base, 64, 32);
    }

    /** A wait that ends soon after what is waited for. */
    static ConditionFactory eventually() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    /** A connection of a fresh attacker with a certificate of its own. */
    RawConnection dial() {
        return dial(attacker());
    }

    RawConnection dial(RawPeer attacker) {
        RawConnection connection = attacker.dial(target);
        connections.add(connection);
        return connection;
    }

    RawPeer attacker() {
        RawPeer attacker = new RawPeer(Certificates.fresh());
        attackers.add(attacker);
        return attacker;
    }

    /** Handshakes of a fresh identity with a fresh name that knows the cookie. */
    Handshakes stranger() {
        names++;
        return scene.handshakes("mallory" + names);
    }

    /** Somebody with a key and the cookie, linked to the node. */
    HostileMember member(String name) {
        return member(scene.handshakes(name), NodeId.of(name + "@test"));
    }

    HostileMember member(Handshakes handshakes, NodeId name) {
        return new HostileMember(this, dial(), handshakes, name);
    }

    boolean isLinked(NodeId name) {
        return node.p2p.connections().stream()
                .anyMatch(connection -> connection.peer().equals(name));
    }

    /** The names of strangers that are pinned: those who proved their key and the cookie, each its own. */
    String[] pinsOfStrangers() {
        return node.p2p.trustStore().pins().stream()
                .map(pin -> pin.node().name())
                .filter(name -> name.startsWith("mallory"))
                .toArray(String[]::new);
    }

    /** Handshakes that failed since the attack began, by why. */
    Map<AuthFailure, Long> refusals() {
        Map<AuthFailure, Long> since = new EnumMap<>(AuthFailure.class);
        AttackScene.failures(node)
                .forEach((reason, count) -> since.put(reason, count - failures.getOrDefault(reason, 0L)));
        since.values().removeIf(count -> count == 0);
        return since;
    }

    /** Waits until so many handshakes failed for that reason since the attack began, and none for another. */
    void awaitRefusals(AuthFailure reason, long count) {
        eventually().until(() -> refusals().getOrDefault(reason, 0L) >= count);
        assertThat(refusals()).containsExactly(Map.entry(reason, count));
        scene.awaitRefusals(node, reason, count);
    }

    double count(String meter, String... tags) {
        return meters.get("barrel.p2p." + meter).tags(tags).functionCounter().count();
    }

    Caller caller() {
        return caller;
    }

    /** To be called after each attack: the attackers go, and what they leave behind is what that set of names had pinned. */
    void assertUnharmed(String... pinned) {
        caller.awaitMore(CALLS);
        connections.forEach(RawConnection::close);
        eventually().until(() -> connections.stream().allMatch(RawConnection::isClosed));
        attackers.forEach(RawPeer::close);
        connections.clear();
        attackers.clear();
        eventually().untilAsserted(() -> {
            assertThat(node.p2p.transport().pendingHandshakes())
                    .isEqualTo(node.p2p.transport().dials());
            assertThat(node.p2p.connections()).extracting(Connection::peer).containsExactly(peer.name);
        });
        assertThat(node.activePeers()).containsExactly(peer.name);
        assertPins(pinned);
        assertFiles(pinned);
        caller.awaitMore(CALLS);
        caller.assertNoneFailed();
        failures = AttackScene.failures(node);
    }

    private void assertPins(String... pinned) {
        Set<String> expected = Stream.concat(
                        Stream.of(peer.name.value()), Stream.of(pinned).map(name -> name + "@test"))
                .collect(Collectors.toSet());
        assertThat(node.p2p.trustStore().pins())
                .extracting(pin -> pin.node().value())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** The node's files are those it had, and those of its pins; nothing was put beside its directory. */
    private void assertFiles(String... pinned) {
        Path trusted = AttackScene.directory(node).resolve("keys").resolve("trusted");
        Set<Path> expected = new TreeSet<>(files);
        for (String name : pinned) {
            expected.add(trusted.resolve(NodeId.of(name + "@test").fileName() + ".pub"));
        }
        assertThat(files()).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** All files of the node, and all that stands beside its directory but the attackers' own. */
    private Set<Path> files() {
        try (Stream<Path> own = Files.walk(AttackScene.directory(node));
                Stream<Path> beside = Files.list(base)) {
            return Stream.concat(own, beside.filter(path -> !path.toString().endsWith("-trusts")))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The attackers are gone, and memory has not grown with what they did. */
    void assertMemory() {
        assertThat(connections).isEmpty();
        Memory.now().assertNoMoreThan(before, GROWTH);
    }

    @Override
    public void close() {
        caller.close();
        connections.forEach(RawConnection::close);
        attackers.forEach(RawPeer::close);
        scene.close();
    }
}
