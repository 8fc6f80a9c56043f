package io.barrel.p2p.messaging;

import io.barrel.p2p.messaging.MessageFrame.Kind;
import io.barrel.p2p.messaging.Outgoing.Item;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames on links. Each tells how far this side has heard the other; where no frame goes that way, one is sent for that alone:
 * soon if the other side waits for it, a little later otherwise.
 */
final class Speech {

    /** Word of what was received waits so long at least, and twice as long at most, for a frame that tells it, in milliseconds. */
    static final long DELAY = 10;

    private final Consumer<ExchangeOutput> outputs;
    private final Timers timers;
    private final Predicate<NodeId> linked;
    private final Set<Conversation> untold = new LinkedHashSet<>();
    private final Set<Conversation> longUntold = new LinkedHashSet<>();
    private final Set<Conversation> awaited = new LinkedHashSet<>();

    Speech(Consumer<ExchangeOutput> outputs, Timers timers, Predicate<NodeId> linked) {
        this.outputs = outputs;
        this.timers = timers;
        this.linked = linked;
    }

    void say(Conversation in, Item item) {
        say(
                in,
                item.kind,
                item.number,
                item.request,
                item.timeout(),
                item.failure,
                item.detail,
                item.context(),
                item.payload());
    }

    void acknowledge(Conversation in) {
        say(in, Kind.ACK, 0, 0, 0, null, "", Map.of(), MessageFrame.NO_PAYLOAD);
    }

    void cancel(Conversation in, long request) {
        say(in, Kind.CANCEL, 0, request, 0, null, "", Map.of(), MessageFrame.NO_PAYLOAD);
    }

    private void say(
            Conversation in,
            Kind kind,
            long number,
            long request,
            int timeout,
            @Nullable MessagingFailure failure,
            String detail,
            Map<String, String> context,
            ByteBuffer payload) {
        in.in.told();
        untold.remove(in);
        longUntold.remove(in);
        awaited.remove(in);
        outputs.accept(new ExchangeOutput.SendTo(
                in.peer,
                in.lane,
                new MessageFrame(
                        kind,
                        in.caller,
                        in.address,
                        in.epoch,
                        number,
                        request,
                        in.in.received(),
                        in.in.consumed(),
                        timeout,
                        failure,
                        detail,
                        context,
                        payload)));
    }

    /** There is no such conversation, and will not be. */
    void refuse(NodeId peer, int lane, MessageFrame frame, MessagingFailure failure, String detail) {
        outputs.accept(new ExchangeOutput.SendTo(
                peer,
                lane,
                new MessageFrame(
                        Kind.REFUSED,
                        false,
                        frame.address(),
                        frame.epoch(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        failure,
                        detail,
                        Map.of(),
                        MessageFrame.NO_PAYLOAD)));
    }

    /** This side may have heard more than it told. */
    void heard(Conversation in, boolean otherWaits) {
        if (!in.in.isUntold()) {
            return;
        }
        if (otherWaits || in.in.mustTellNow()) {
            awaited.add(in);
            timers.set(ExchangeTimer.ACKNOWLEDGE_NOW, 0);
        } else if (!longUntold.contains(in)) {
            untold.add(in);
            timers.set(ExchangeTimer.ACKNOWLEDGE, DELAY);
        }
    }

    void tell() {
        tell(longUntold);
        longUntold.addAll(untold);
        untold.clear();
        if (!longUntold.isEmpty()) {
            timers.set(ExchangeTimer.ACKNOWLEDGE, DELAY);
        }
    }

    void tellThoseWhoWait() {
        tell(awaited);
    }

    private void tell(Set<Conversation> conversations) {
        for (Conversation conversation : List.copyOf(conversations)) {
            if (linked.test(conversation.peer) && conversation.in.isUntold()) {
                acknowledge(conversation);
            }
        }
        conversations.clear();
    }
}
