package io.barrel.p2p.test;

import com.google.protobuf.ByteString;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceView;
import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A scenario of whole nodes, which broadcast, write to a map and offer services while their machines and their network fail. It keeps the
 * books: what every node must know in the end.
 */
final class WholeScenario extends FaultScenario {

    private static final String MAP = "ledger";
    private static final String TOPIC = "news";
    private static final int KEYS = 6;
    private static final int SERVICES = 3;

    private static final Duration REST = Duration.ofSeconds(10);

    private final EventLaws laws = new EventLaws();
    private final Map<Integer, Set<String>> offered = new TreeMap<>();
    private final Set<NodeId> unheard = new TreeSet<>();
    private int broadcasts;

    WholeScenario(long seed) {
        super(seed, cluster -> cluster.whole(SimSettings.DEFAULT.withMaps(MAP)));
        cluster().protocols().listen(laws);
    }

    @Override
    void step() {
        SplittableRandom random = random();
        if (random.nextBoolean()) {
            super.step();
            buryTheDead();
            return;
        }
        int one = random.nextInt(size());
        int what = 40 + random.nextInt(6);
        int which = random.nextInt(KEYS);
        tell(what, one, which);
        if (!cluster().isUp(one)) {
            return;
        }
        switch (what) {
            case 40, 41 -> publish(one);
            case 42 -> write(one, which, "of " + one + " at " + cluster().now());
            case 43 -> write(one, which, "");
            case 44 -> offer(one, "service-" + which % SERVICES);
            default -> withdraw(one, "service-" + which % SERVICES);
        }
    }

    /**
     * Leaves are heard: what the network does is mended before, and what is said arrives. A node that is alone all the same and goes on to
     * run may be taken for alive by those who dial it.
     */
    @Override
    void leave(int index) {
        mend();
        cluster().settle(REST);
        if (hasNoNeighbour(index)) {
            unheard.add(name(index));
        }
        super.leave(index);
        cluster().settle(REST);
    }

    private boolean hasNoNeighbour(int index) {
        return cluster().isUp(index) && cluster().views(index).active().isEmpty();
    }

    /** What a node offered and told ends with its life. */
    private void buryTheDead() {
        for (int index = 0; index < size(); index++) {
            if (!cluster().isUp(index)) {
                offered.remove(index);
                laws.ended(index);
            }
        }
    }

    private String publish(int node) {
        String text = "broadcast " + broadcasts++;
        cluster().protocols().publish(node, TOPIC, text.getBytes(StandardCharsets.UTF_8));
        return text;
    }

    /** Writes a value; removes the key if it is empty. */
    private void write(int node, int key, String value) {
        ByteString written = value.isEmpty() ? null : ByteString.copyFromUtf8(value);
        cluster().protocols().inject(node, new NodeInput.Write(MAP, ByteString.copyFromUtf8("key-" + key), written));
    }

    private void offer(int node, String service) {
        cluster().protocols().inject(node, new NodeInput.Offer(service, Map.of()));
        offered.computeIfAbsent(node, key -> new TreeSet<>()).add(service);
    }

    private void withdraw(int node, String service) {
        cluster().protocols().inject(node, new NodeInput.Withdraw(service));
        offered.getOrDefault(node, new TreeSet<>()).remove(service);
    }

    /** Plays it to the end; what is wrong then, or was meanwhile. */
    List<String> faults() {
        play();
        List<String> faults = new ArrayList<>(laws.breaches());
        List<Integer> present = present();
        if (!cluster().connected() || present.isEmpty()) {
            return faults; // The overlay's own scenarios tell of that, and with nobody left there is nothing to agree
            // on.
        }
        rosters(present, faults);
        services(present, faults);
        maps(present, faults);
        broadcasts(present, faults);
        return faults;
    }

    private List<Integer> present() {
        return cluster().up().stream()
                .filter(index -> !cluster().hasLeft(index))
                .toList();
    }

    private static NodeId name(int index) {
        return NodeId.of("n" + index + "@sim");
    }

    private void rosters(List<Integer> present, List<String> faults) {
        Set<Long> digests = new TreeSet<>();
        for (int index : present) {
            digests.add(cluster().protocols().machine(index).roster().digest());
            Set<NodeId> alive = new TreeSet<>();
            for (Member member : cluster().protocols().members(index)) {
                if (member.status().isPresent()) {
                    alive.add(member.node());
                }
                laws.mustHaveTold(index, member);
            }
            Set<NodeId> truth = new TreeSet<>();
            present.forEach(other -> truth.add(name(other)));
            alive.removeIf(this::mayBeMistaken);
            if (!alive.equals(truth)) {
                faults.add("n" + index + " takes " + alive + " for alive, not " + truth);
            }
        }
        if (digests.size() > 1) {
            faults.add(digests.size() + " different rosters");
        }
    }

    private boolean mayBeMistaken(NodeId node) {
        return unheard.contains(node)
                && present().stream().map(WholeScenario::name).noneMatch(node::equals);
    }

    private void services(List<Integer> present, List<String> faults) {
        Map<String, Set<NodeId>> truth = new TreeMap<>();
        for (int index : present) {
            offered.getOrDefault(index, Set.of())
                    .forEach(service -> truth.computeIfAbsent(service, key -> new TreeSet<>())
                            .add(name(index)));
        }
        for (int index : present) {
            Map<String, Set<NodeId>> seen = new TreeMap<>();
            ServiceView view = cluster().protocols().machine(index).services().view();
            for (String service : view.services()) {
                view.lookup(service).stream()
                        .map(ServiceInstance::node)
                        .filter(node -> !mayBeMistaken(node))
                        .forEach(node -> seen.computeIfAbsent(service, key -> new TreeSet<>())
                                .add(node));
            }
            if (!seen.equals(truth)) {
                faults.add("n" + index + " sees services " + seen + ", not " + truth);
            }
        }
    }

    private void maps(List<Integer> present, List<String> faults) {
        Set<Long> digests = new TreeSet<>();
        present.forEach(index -> digests.add(
                cluster().protocols().machine(index).map(MAP).replica().digest()));
        if (digests.size() > 1) {
            faults.add(digests.size() + " different maps");
        }
    }

    /** Each says something now that all is well, and all hear it once. */
    private void broadcasts(List<Integer> present, List<String> faults) {
        List<String> texts = present.stream().map(this::publish).toList();
        cluster().settle(Duration.ofSeconds(30));
        for (int index : present) {
            for (String text : texts) {
                int heard = laws.heard(index, text);
                if (heard != 1) {
                    faults.add("n" + index + " heard " + text + " " + heard + " times");
                }
            }
        }
        faults.addAll(laws.breaches());
    }
}
