package io.barrel.p2p.relay;

import static io.barrel.p2p.relay.RouterNet.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterTests {

    private static final long SEED = 11;

    private static RouterNet net(String... names) {
        return new RouterNet(SEED, RelayConfig.DEFAULT, names);
    }

    private static Route route(String... names) {
        return new Route(Arrays.stream(names).map(RouterNet::node).toList());
    }

    @Test
    void neighbourThatIsLinkedIsTheWay() {
        RouterNet net = net("a", "r", "b");
        net.link("a", "r");
        net.link("r", "b");

        net.find("a", "b");

        assertThat(net.found).containsExactly(route("a", "r", "b"));
    }

    @Test
    void neighbourThatCanDialTheTargetDoes() {
        RouterNet net = net("a", "r", "b");
        net.link("a", "r");
        net.path("r", "b");

        net.find("a", "b");

        assertThat(net.found).containsExactly(route("a", "r", "b"));
        assertThat(net.router("r").inFlight()).isZero();
    }

    @Test
    void neighbourThatCannotAsksAnother() {
        RouterNet net = net("a", "r", "s", "t", "b");
        net.link("a", "r");
        net.link("r", "s");
        net.link("s", "t");
        net.path("t", "b");

        net.find("a", "b");

        assertThat(net.found).containsExactly(route("a", "r", "s", "t", "b"));
    }

    @Test
    void requestGoesFiveNodesFarAndNoFarther() {
        RouterNet net = net("a", "1", "2", "3", "4", "5", "6", "b");
        net.link("a", "1");
        net.link("1", "2");
        net.link("2", "3");
        net.link("3", "4");
        net.link("4", "5");
        net.link("5", "6");
        net.path("6", "b");

        net.find("a", "b");
        assertThat(net.notFound).containsExactly(node("b"));

        net.path("5", "b");
        net.find("a", "b");
        assertThat(net.found).containsExactly(route("a", "1", "2", "3", "4", "5", "b"));
    }

    @Test
    void nodeWithoutNeighboursFindsNothing() {
        RouterNet net = net("a", "b");
        net.link("a", "b");

        net.find("a", "b");

        assertThat(net.notFound).containsExactly(node("b"));
    }

    @Test
    void searchEndsWhenNobodyAnswers() {
        RouterNet net = net("a", "r", "b");
        net.link("a", "r");
        net.dialsEnd = false;
        net.find("a", "b");
        assertThat(net.notFound).isEmpty();

        net.now += Router.PATIENCE;
        net.feed(node("a"), new RouterInput.TimerFired(RouterTimer.EXPIRE));

        assertThat(net.notFound).containsExactly(node("b"));
        assertThat(net.router("a").inFlight()).isZero();
    }

    @Test
    void lateAnswerChangesNothing() {
        RouterNet net = net("a", "r", "b");
        net.link("a", "r");
        net.dialsEnd = false;
        net.find("a", "b");
        net.now += Router.PATIENCE;
        net.feed(node("a"), new RouterInput.TimerFired(RouterTimer.EXPIRE));

        net.link("r", "b");
        net.feed(node("r"), new RouterInput.Connected(node("b"), true));

        assertThat(net.found).isEmpty();
        assertThat(net.notFound).hasSize(1);
    }

    @Test
    void firstOfSeveralAnswersCounts() {
        RouterNet net = net("a", "r", "s", "t", "b");
        for (String relay : List.of("r", "s", "t")) {
            net.link("a", relay);
            net.link(relay, "b");
        }

        net.find("a", "b");

        assertThat(net.found).hasSize(1);
        assertThat(net.router("a").known(node("b"), net.now)).contains(net.found.get(0));
    }

    @Test
    void routeIsForgottenWhenItIsOldOrBroken() {
        RouterNet net = net("a", "r", "b");
        net.link("a", "r");
        net.link("r", "b");
        net.find("a", "b");

        long sweep = RelayConfig.DEFAULT.cacheSweepPeriod().toMillis();
        assertThat(net.router("a").known(node("b"), sweep - 1)).isPresent();
        assertThat(net.router("a").known(node("b"), sweep)).isEmpty();

        net.feed(node("a"), new RouterInput.Broken(net.found.get(0)));
        assertThat(net.router("a").known(node("b"), 0)).isEmpty();
    }

    @Test
    void tooManyRequestsAreCountedAndAnsweredAtOnce() {
        RouterNet net = new RouterNet(SEED, new RelayConfig(1, Duration.ofSeconds(60), 32), "a", "r", "b", "c");
        net.link("a", "r");
        net.dialsEnd = false;

        net.find("a", "b");
        net.feed(
                node("r"),
                new RouterInput.Asked(node("a"), new RelayMessage.Request(7, node("c"), 5, List.of(node("a")))));

        assertThat(net.dropped).containsExactly(node("a"));
        assertThat(net.sent).contains(new RelayMessage.Reply(7, false, List.of(node("a"), node("r"))));
    }

    @Test
    void requestInTheNameOfAnotherIsRefused() {
        RouterNet net = net("a", "r");
        RelayMessage.Request forged = new RelayMessage.Request(1, node("b"), 5, List.of(node("x")));

        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> net.feed(node("r"), new RouterInput.Asked(node("a"), forged)));
    }

    /** An honest node that passed it on, or answered it, would be cut off by the next: a message names seven nodes. */
    @Test
    void requestThatClaimsToHaveComeFarIsNotPassedOnBeyondWhatAnAnswerNames() {
        RouterNet net = net("a", "r", "b");
        net.link("a", "r");
        net.link("r", "b");
        List<NodeId> six = List.of(node("1"), node("2"), node("3"), node("4"), node("5"), node("a"));

        net.feed(node("r"), new RouterInput.Asked(node("a"), new RelayMessage.Request(1, node("c"), 5, six)));

        assertThat(net.sent).isNotEmpty().allSatisfy(message -> {
            assertThat(message).isInstanceOf(RelayMessage.Reply.class);
            assertThat(RelayCodec.decode(RelayCodec.encode(message))).contains(message);
        });
    }

    @Test
    void answerThatDidNotPassHereIsRefused() {
        RouterNet net = net("a", "r");
        List<NodeId> elsewhere = List.of(node("x"), node("y"), node("b"));

        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> net.feed(
                        node("a"), new RouterInput.Answered(node("r"), new RelayMessage.Reply(1, true, elsewhere))));
    }
}
