package io.barrel.p2p.gossip;

import io.barrel.p2p.gossip.GossipMessage.Announcement;
import io.barrel.p2p.gossip.GossipMessage.IHave;
import io.barrel.p2p.gossip.GossipMessage.Push;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A Plumtree machine under test: what it is told, what it answered to the last input, and which timers it has set. */
final class GossipMachine {

    static final NodeId SELF = node("self");

    final List<GossipOutput> outputs = new ArrayList<>();
    final Map<GossipTimer, Long> timers = new LinkedHashMap<>();
    final Set<NodeId> congested = new HashSet<>();
    final Plumtree plumtree;
    long now = 1_000;

    GossipMachine(GossipConfig config) {
        plumtree = new Plumtree(SELF, config, new SplittableRandom(7), congested::contains, this::on);
    }

    /** A machine with these neighbours; the outputs of getting them are forgotten. */
    static GossipMachine with(String... neighbours) {
        GossipMachine machine = new GossipMachine(GossipConfig.DEFAULT);
        for (String neighbour : neighbours) {
            machine.up(neighbour);
        }
        return machine;
    }

    static NodeId node(String name) {
        return NodeId.of(name + "@h");
    }

    static MessageId id(long number) {
        return new MessageId(42, number);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static Push push(long number, int round) {
        return new Push(id(number), "topic", node("origin"), round, bytes("payload " + number));
    }

    static IHave ihave(Announcement... announcements) {
        return new IHave(Arrays.asList(announcements));
    }

    static Announcement announcement(long number, int round) {
        return new Announcement(id(number), round);
    }

    private void on(GossipOutput output) {
        outputs.add(output);
        if (output instanceof GossipOutput.Schedule schedule) {
            timers.put(schedule.timer(), now + schedule.delayMillis());
        } else if (output instanceof GossipOutput.Cancel cancel) {
            timers.remove(cancel.timer());
        }
    }

    GossipMachine handle(GossipInput input) {
        outputs.clear();
        plumtree.handle(input, now);
        return this;
    }

    GossipMachine up(String peer) {
        return handle(new GossipInput.NeighborUp(node(peer)));
    }

    GossipMachine down(String peer) {
        return handle(new GossipInput.NeighborDown(node(peer)));
    }

    GossipMachine receive(String from, GossipMessage message) {
        return handle(new GossipInput.Received(node(from), message));
    }

    GossipMachine publish(String text) {
        return handle(new GossipInput.Publish("topic", bytes(text)));
    }

    /** Fires what is due within that time, in its order; outputs are those of all of it. */
    GossipMachine advance(long millis) {
        long until = now + millis;
        List<GossipOutput> all = new ArrayList<>();
        for (Optional<GossipTimer> next = due(until); next.isPresent(); next = due(until)) {
            GossipTimer timer = next.get();
            now = timers.getOrDefault(timer, now);
            timers.remove(timer);
            handle(new GossipInput.TimerFired(timer));
            all.addAll(outputs);
        }
        now = until;
        outputs.clear();
        outputs.addAll(all);
        return this;
    }

    private Optional<GossipTimer> due(long until) {
        return timers.entrySet().stream()
                .filter(timer -> timer.getValue() <= until)
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    private Stream<GossipOutput.Send> sends() {
        return outputs.stream().filter(GossipOutput.Send.class::isInstance).map(GossipOutput.Send.class::cast);
    }

    /** To whom what was sent, in order. */
    List<GossipOutput.Send> sent() {
        return sends().toList();
    }

    <T extends GossipMessage> List<T> sent(String to, Class<T> type) {
        return sends().filter(send -> send.to().equals(node(to)) && type.isInstance(send.message()))
                .map(send -> type.cast(send.message()))
                .toList();
    }

    /** To whom a message of that kind was sent, in order. */
    List<String> receivers(Class<? extends GossipMessage> type) {
        return sends().filter(send -> type.isInstance(send.message()))
                .map(send -> send.to().name())
                .toList();
    }

    List<Announcement> announced(String to) {
        return sent(to, IHave.class).stream()
                .flatMap(have -> have.announcements().stream())
                .toList();
    }

    List<String> delivered() {
        return outputs.stream()
                .filter(GossipOutput.Deliver.class::isInstance)
                .map(output -> text(((GossipOutput.Deliver) output).broadcast().payload()))
                .toList();
    }

    static String text(ByteBuffer payload) {
        return StandardCharsets.UTF_8.decode(payload).toString();
    }

    List<String> eager() {
        return plumtree.status().eager().stream().map(NodeId::name).toList();
    }

    List<String> lazy() {
        return plumtree.status().lazy().stream().map(NodeId::name).toList();
    }
}
