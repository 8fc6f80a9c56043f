package io.barrel.p2p.test.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpFaultProxyTests {

    private final Line target = new Line();
    private final Line client = new Line();
    private final UdpFaultProxy proxy = UdpFaultProxy.to(target.address());

    @AfterEach
    void close() {
        proxy.close();
        client.close();
        target.close();
    }

    @Test
    void proxyWithoutFaultsCarriesBothWaysInOrder() {
        sendToTarget(0, 100);
        assertThat(target.receiveMany(100)).containsExactlyElementsOf(numbers(0, 100));

        sendToClient(0, 100);
        assertThat(client.receiveMany(100)).containsExactlyElementsOf(numbers(0, 100));
        assertThat(client.lastSender()).isEqualTo(proxy.address());
        assertThat(proxy.counts(Direction.TO_CLIENT)).isEqualTo(new ProxyCounts(100, 100, 0, 0, 0, 0, 0));
    }

    @Test
    void clientsAreKeptApart() {
        try (Line other = new Line()) {
            client.send(proxy.address(), 1);
            assertThat(target.receive()).isEqualTo(1);
            InetSocketAddress ofClient = target.lastSender();
            other.send(proxy.address(), 2);
            assertThat(target.receive()).isEqualTo(2);

            target.send(target.lastSender(), 20);
            target.send(ofClient, 10);

            assertThat(client.receive()).isEqualTo(10);
            assertThat(other.receive()).isEqualTo(20);
        }
    }

    @Test
    void lossHitsItsShareOfOneDirectionOnly() {
        proxy.faults(Direction.TO_TARGET, UdpFaults.NONE.withLoss(0.3));
        sendToTarget(0, 1_000);
        awaitReceived(1_000);

        ProxyCounts counts = proxy.counts(Direction.TO_TARGET);
        assertThat(counts.lost()).isBetween(200L, 400L);
        assertThat(counts.forwarded() + counts.dropped()).isEqualTo(1_000 - counts.lost());
        target.receive();
        sendToClient(0, 50);
        assertThat(client.receiveMany(50)).hasSize(50);
    }

    @Test
    void delayedDatagramsWaitAndKeepTheirOrder() {
        long before = System.nanoTime();
        proxy.faults(Direction.TO_TARGET, UdpFaults.NONE.withDelay(Duration.ofMillis(100), Duration.ZERO));
        sendToTarget(0, 10);

        assertThat(target.receiveMany(10)).containsExactlyElementsOf(numbers(0, 10));
        assertThat(System.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(100).toNanos());
    }

    @Test
    void jitterLosesNothingAndMixesTheOrder() {
        proxy.faults(Direction.TO_TARGET, UdpFaults.NONE.withDelay(Duration.ZERO, Duration.ofMillis(50)));
        sendToTarget(0, 200);

        assertThat(target.receiveMany(200))
                .containsExactlyInAnyOrderElementsOf(numbers(0, 200))
                .isNotEqualTo(numbers(0, 200));
    }

    @Test
    void reorderedDatagramsChangePlacesWithTheirSuccessors() {
        proxy.faults(Direction.TO_TARGET, UdpFaults.NONE.withReorder(1));
        sendToTarget(0, 4);

        assertThat(target.receiveMany(4)).containsExactly(1, 0, 3, 2);
        assertThat(proxy.counts(Direction.TO_TARGET).reordered()).isEqualTo(2);
    }

    @Test
    void heldDatagramWithoutASuccessorArrivesAllTheSame() {
        proxy.faults(Direction.TO_TARGET, UdpFaults.NONE.withReorder(1));
        client.send(proxy.address(), 7);

        assertThat(target.receive()).isEqualTo(7);
    }

    @Test
    void duplicatedDatagramsArriveTwice() {
        proxy.faults(Direction.TO_TARGET, UdpFaults.NONE.withDuplicate(1));
        sendToTarget(0, 2);

        assertThat(target.receiveMany(4)).containsExactly(0, 0, 1, 1);
    }

    @Test
    void oneDirectionOfOneClientIsBlockedUntilHealed() {
        try (Line other = new Line()) {
            proxy.faults(client.address(), Direction.TO_TARGET, UdpFaults.BLOCKED);
            client.send(proxy.address(), 1);
            awaitReceived(1);
            other.send(proxy.address(), 2);
            assertThat(target.receive()).isEqualTo(2);
            assertThat(proxy.counts(Direction.TO_TARGET).blocked()).isEqualTo(1);

            proxy.heal();
            client.send(proxy.address(), 3);

            assertThat(target.receive()).isEqualTo(3);
        }
    }

    @Test
    void rebindingShowsTheTargetAnotherPortAndLosesWhatGoesToTheOldOne() {
        client.send(proxy.address(), 1);
        target.receive();
        InetSocketAddress old = target.lastSender();

        proxy.rebind();
        client.send(proxy.address(), 2);
        assertThat(target.receive()).isEqualTo(2);

        assertThat(target.lastSender()).isNotEqualTo(old);
        target.send(old, 3);
        target.send(target.lastSender(), 4);
        assertThat(client.receive()).isEqualTo(4);
    }

    @Test
    void targetMayBeSetLaterAndChange() {
        try (UdpFaultProxy late = UdpFaultProxy.open();
                Line second = new Line()) {
            client.send(late.address(), 1);
            await().until(() -> late.counts(Direction.TO_TARGET).dropped() == 1);
            late.target(target.address());
            client.send(late.address(), 2);
            assertThat(target.receive()).isEqualTo(2);

            late.target(second.address());
            client.send(late.address(), 3);

            assertThat(second.receive()).isEqualTo(3);
        }
    }

    @Test
    void strangersCannotAnswerForTheTarget() {
        try (Line stranger = new Line()) {
            client.send(proxy.address(), 1);
            target.receive();
            stranger.send(target.lastSender(), 13);
            await().until(() -> proxy.counts(Direction.TO_CLIENT).dropped() == 1);
            target.send(target.lastSender(), 14);

            assertThat(client.receive()).isEqualTo(14);
        }
    }

    @Test
    void closedProxyRefusesToRebindAndFreesItsPort() {
        proxy.close();

        assertThatThrownBy(proxy::rebind).hasMessageContaining("closed");
        try (UdpFaultProxy again = UdpFaultProxy.open(proxy.address(), 0)) {
            assertThat(again.address()).isEqualTo(proxy.address());
        }
    }

    @Test
    void impossibleFaultsAreRefused() {
        assertThatThrownBy(() -> UdpFaults.NONE.withLoss(1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UdpFaults.NONE.withDelay(Duration.ofMinutes(2), Duration.ZERO))
                .hasMessageContaining("delay");
    }

    private void sendToTarget(int from, int count) {
        numbers(from, count).forEach(number -> client.send(proxy.address(), number));
    }

    private void sendToClient(int from, int count) {
        numbers(from, count).forEach(number -> target.send(target.lastSender(), number));
    }

    private void awaitReceived(long count) {
        await().until(() -> proxy.counts(Direction.TO_TARGET).received() == count);
    }

    private static Iterable<Integer> numbers(int from, int count) {
        return IntStream.range(from, from + count).boxed().toList();
    }
}
