package io.barrel.p2p.messaging;

import io.barrel.p2p.messaging.MessageFrame.Kind;
import io.barrel.p2p.messaging.Outgoing.Item;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of one node with others (docs/protocol.md, Messages): what is said is numbered, kept until the other side has it,
 * and said again over the next link, so that each message is handled once and in order though links come and go.
 *
 * <p>It has no thread, no clock and no socket. Not safe for use by several threads, and not re-entrant: the consumer must not
 * call {@link #handle}.
 */
public final class Exchange {

    private static final long SWEEP_PERIOD = 60_000;

    private final MessagingConfig config;
    private final ExchangePorts ports;
    private final Consumer<ExchangeOutput> outputs;
    private final Map<NodeId, Correspondent> correspondents = new LinkedHashMap<>();
    private final Timers timers;
    private final Calls calls;
    private final Speech speech;
    private final Answers answers;
    private int epochs;
    private long now;

    /**
     * An exchange without conversations.
     *
     * @param outputs takes what is to be done, in order, within {@link #handle}
     */
    public Exchange(MessagingConfig config, ExchangePorts ports, Consumer<ExchangeOutput> outputs) {
        this.config = config;
        this.ports = ports;
        this.outputs = outputs;
        this.timers = new Timers(outputs);
        this.calls = new Calls(outputs, timers, this::abandon);
        this.speech = new Speech(outputs, timers, peer -> correspondent(peer).linked);
        this.answers = new Answers(ports, outputs, this::pump);
    }

    /** Calls that are not completed. */
    public int pending() {
        return calls.pending();
    }

    /** Whether no conversation with a node is under way. */
    public boolean isIdle(NodeId peer) {
        Correspondent correspondent = correspondents.get(peer);
        return correspondent == null || correspondent.isIdle();
    }

    /** Whether something was said to a node that it has not received, as far as is known here. */
    public boolean awaitsReceipt(NodeId peer) {
        Correspondent correspondent = correspondents.get(peer);
        return correspondent != null && correspondent.awaitsReceipt();
    }

    /**
     * Something happened.
     *
     * @param input what
     * @param when when, in milliseconds of a clock that never goes back
     */
    public void handle(ExchangeInput input, long when) {
        now = when;
        if (input instanceof ExchangeInput.Received received) {
            onReceived(received.from(), received.frame());
        } else if (input instanceof ExchangeInput.Submit submit) {
            submit(submit.call());
        } else if (input instanceof ExchangeInput.Taken taken) {
            taken(taken.delivery());
        } else if (input instanceof ExchangeInput.Replied replied) {
            answers.reply(replied.delivery(), replied.payload());
        } else if (input instanceof ExchangeInput.Failed failed) {
            answers.fail(failed.delivery(), failed.failure(), failed.detail());
        } else if (input instanceof ExchangeInput.Drained drained) {
            onDrained(drained.peer(), drained.lane());
        } else if (input instanceof ExchangeInput.TimerFired fired) {
            onTimer(fired.timer());
        } else if (input instanceof ExchangeInput.Linked linked) {
            onLinked(correspondent(linked.peer()), linked.incarnation());
        } else if (input instanceof ExchangeInput.Replaced replaced) {
            onReplaced(correspondent(replaced.peer()));
        } else if (input instanceof ExchangeInput.Unlinked unlinked) {
            onUnlinked(unlinked.peer());
        } else if (input instanceof ExchangeInput.ConnectFailed failed) {
            onConnectFailed(failed.peer(), failed.failure(), failed.detail());
        } else if (input instanceof ExchangeInput.Cancel cancel) {
            calls.cancel(cancel.call());
        } else if (input instanceof ExchangeInput.Stop) {
            stop();
        }
    }

    private Correspondent correspondent(NodeId node) {
        return correspondents.computeIfAbsent(node, Correspondent::new);
    }

    private void submit(Call call) {
        Correspondent correspondent = correspondent(call.to());
        Conversation conversation = correspondent.calling.computeIfAbsent(
                call.address(), address -> new Conversation(correspondent, address, true, lane(address), ++epochs));
        Item item = new Item(call.wantsReply() ? Kind.REQUEST : Kind.CAST, 0, call, call.takePayload(), null, "");
        boolean room = conversation.out.waiting() + conversation.asked.size() < config.queueLength()
                && conversation.out.waitingBytes() + item.bytes <= config.queueBytes();
        if (!room) {
            calls.refuse(
                    call,
                    MessagingFailure.OVERLOADED,
                    conversation.out.waiting() + conversation.asked.size() + " messages and "
                            + conversation.out.waitingBytes()
                            + " bytes wait already: send more slowly, for instance after the futures of earlier ones");
            return;
        }
        call.conversation = conversation;
        calls.begin(call, now);
        conversation.out.add(item);
        pump(conversation);
    }

    private int lane(String address) {
        return Math.floorMod(31 * address.hashCode() + 7, ports.lanes());
    }

    /** Sends what may be sent, or sees to a link. */
    private void pump(Conversation conversation) {
        Correspondent correspondent = conversation.with;
        if (!correspondent.linked) {
            if (conversation.needsLink()) {
                connect(correspondent);
            }
            return;
        }
        while (ports.hasRoom(conversation.peer, conversation.lane)) {
            Item item = answers.next(conversation);
            if (item == null) {
                return;
            }
            Call call = item.call;
            if (call != null) {
                call.number = item.number;
                conversation.asked.put(item.number, call);
            }
            conversation.lastUsed = now;
            speech.say(conversation, item);
        }
    }

    private void connect(Correspondent correspondent) {
        if (!correspondent.connecting) {
            correspondent.connecting = true;
            outputs.accept(new ExchangeOutput.Connect(correspondent.node));
        }
    }

    private void onReceived(NodeId from, MessageFrame frame) {
        Correspondent correspondent = correspondent(from);
        try {
            if (frame.caller()) {
                onCall(correspondent, frame);
            } else {
                onAnswer(correspondent, frame);
            }
        } catch (MalformedInputException e) {
            breakOff(correspondent, frame);
            outputs.accept(new ExchangeOutput.Violated(from, String.valueOf(e.getMessage())));
        }
    }

    /** A conversation that makes no sense does not go on over the next link. */
    private void breakOff(Correspondent correspondent, MessageFrame frame) {
        if (frame.caller()) {
            Conversation broken = correspondent.answering.remove(frame.address());
            if (broken != null) {
                broken.in.cancel();
            }
        } else {
            Conversation broken = correspondent.calling.get(frame.address());
            if (broken != null) {
                beginAnew(broken, MessagingFailure.UNREACHABLE, "it does not keep to the protocol");
            }
        }
    }

    /** The other node calls an address of this one. */
    private void onCall(Correspondent correspondent, MessageFrame frame) {
        Conversation held = correspondent.answering.get(frame.address());
        int age = held == null ? 1 : Integer.compareUnsigned(frame.epoch(), held.epoch);
        if (age < 0 || (age > 0 && !frame.kind().isNumbered())) {
            return;
        }
        Conversation conversation = held;
        if (conversation == null || age > 0) {
            conversation = begin(correspondent, frame);
            if (conversation == null) {
                return;
            }
        }
        conversation.lastUsed = now;
        if (frame.kind() == Kind.CANCEL) {
            answers.cancel(conversation, frame.request());
        } else if (frame.kind().isNumbered() && conversation.in.isNext(frame.number())) {
            answers.take(conversation, frame);
        }
        conversation.out.acknowledge(frame.received(), frame.consumed(), item -> {});
        speech.heard(conversation, frame.kind() == Kind.CAST);
        pump(conversation);
    }

    /** A conversation begins with its first message. */
    private @Nullable Conversation begin(Correspondent correspondent, MessageFrame frame) {
        boolean room = correspondent.answering.containsKey(frame.address()) || correspondent.hasRoom();
        if (frame.number() != 1 || !room) {
            speech.refuse(
                    correspondent.node,
                    lane(frame.address()),
                    frame,
                    room ? MessagingFailure.UNREACHABLE : MessagingFailure.REJECTED,
                    room ? "it began this conversation anew" : "it is called at too many addresses");
            return null;
        }
        Conversation begun =
                new Conversation(correspondent, frame.address(), false, lane(frame.address()), frame.epoch());
        Conversation former = correspondent.answering.put(frame.address(), begun);
        if (former != null) {
            former.in.cancel();
        }
        return begun;
    }

    /** The other node answers. */
    private void onAnswer(Correspondent correspondent, MessageFrame frame) {
        Conversation conversation = correspondent.calling.get(frame.address());
        if (conversation == null || conversation.epoch != frame.epoch()) {
            return;
        }
        conversation.lastUsed = now;
        if (frame.kind() == Kind.REFUSED) {
            MessagingFailure failure = frame.failure() == null ? MessagingFailure.REJECTED : frame.failure();
            beginAnew(conversation, failure, frame.detail());
            pump(conversation);
            return;
        }
        if (frame.kind().isNumbered() && conversation.in.isNext(frame.number())) {
            conversation.in.pass();
            Call call = conversation.asked.remove(frame.request());
            if (call != null && frame.failure() != null) {
                calls.fail(call, frame.failure(), frame.detail());
            } else if (call != null) {
                calls.complete(call, frame.payload());
            }
        }
        conversation.out.acknowledge(frame.received(), frame.consumed(), item -> arrived(conversation, item));
        speech.heard(conversation, false);
        pump(conversation);
    }

    /** The other node has a message: if it wants no reply, that is all. */
    private void arrived(Conversation conversation, Item item) {
        Call call = item.call;
        if (call != null && !call.wantsReply() && conversation.asked.remove(item.number) != null) {
            calls.complete(call, MessageFrame.NO_PAYLOAD);
        }
    }

    private void taken(Delivery delivery) {
        Conversation conversation = delivery.in();
        answers.taken(delivery);
        speech.heard(conversation, false);
    }

    /** A call is over, and the other node may still be at it. */
    private void abandon(Call call) {
        Conversation conversation = call.conversation;
        boolean asked = conversation != null && call.number > 0 && conversation.asked.remove(call.number, call);
        if (conversation != null && asked && call.wantsReply() && conversation.with.linked) {
            speech.cancel(conversation, call.number);
        }
    }

    private void onTimer(ExchangeTimer timer) {
        timers.fired(timer);
        switch (timer) {
            case DEADLINES -> calls.advance(now);
            case ACKNOWLEDGE -> speech.tell();
            case ACKNOWLEDGE_NOW -> speech.tellThoseWhoWait();
            case SWEEP -> {
                correspondents.values().removeIf(correspondent -> correspondent.forget(now));
                if (!correspondents.isEmpty()) {
                    timers.set(ExchangeTimer.SWEEP, SWEEP_PERIOD);
                }
            }
        }
    }

    private void onDrained(NodeId peer, int lane) {
        Correspondent correspondent = correspondents.get(peer);
        if (correspondent != null) {
            correspondent
                    .conversations()
                    .filter(conversation -> conversation.lane == lane)
                    .toList()
                    .forEach(this::pump);
        }
    }

    private void onLinked(Correspondent correspondent, long incarnation) {
        if (correspondent.linked && correspondent.incarnation == incarnation) {
            // Somebody else asked for a link, too: nothing is lost that would have to be said again.
            return;
        }
        boolean another = correspondent.incarnation != 0 && correspondent.incarnation != incarnation;
        correspondent.incarnation = incarnation;
        correspondent.linked = true;
        correspondent.connecting = false;
        timers.set(ExchangeTimer.SWEEP, SWEEP_PERIOD);
        if (another) {
            correspondent.answering.values().forEach(conversation -> conversation.in.cancel());
            correspondent.answering.clear();
            correspondent
                    .calling
                    .values()
                    .forEach(conversation ->
                            beginAnew(conversation, MessagingFailure.UNREACHABLE, "it started anew meanwhile"));
        }
        sayAgain(correspondent);
    }

    private void onReplaced(Correspondent correspondent) {
        correspondent.linked = true;
        correspondent.connecting = false;
        sayAgain(correspondent);
    }

    /** Over a new link: what the other side may not have, and how far this side is, which may not have arrived either. */
    private void sayAgain(Correspondent correspondent) {
        for (Conversation conversation : correspondent.conversations().toList()) {
            if (conversation.in.received() > 0) {
                speech.acknowledge(conversation);
            }
            conversation.out.repeat(item -> speech.say(conversation, item));
            pump(conversation);
        }
    }

    private void onUnlinked(NodeId peer) {
        Correspondent correspondent = correspondents.get(peer);
        if (correspondent == null) {
            return;
        }
        correspondent.linked = false;
        if (correspondent.needsLink()) {
            connect(correspondent);
        }
    }

    private void onConnectFailed(NodeId peer, MessagingFailure failure, String detail) {
        Correspondent correspondent = correspondents.get(peer);
        if (correspondent == null || !correspondent.connecting) {
            return;
        }
        correspondent.connecting = false;
        correspondent.calling.values().forEach(conversation -> failAll(conversation, failure, detail));
    }

    private void failAll(Conversation conversation, MessagingFailure failure, String detail) {
        beginAnew(conversation, failure, detail);
        conversation.out.clear(call -> calls.fail(call, failure, detail));
    }

    /** What was said is lost, or known to be of no use; what waits is said to a new beginning. */
    private void beginAnew(Conversation conversation, MessagingFailure failure, String detail) {
        List<Call> lost = List.copyOf(conversation.asked.values());
        conversation.asked.clear();
        conversation.out.restart();
        conversation.in = new Incoming();
        conversation.epoch = ++epochs;
        lost.forEach(call -> calls.fail(call, failure, detail));
    }

    private void stop() {
        for (Correspondent correspondent : correspondents.values()) {
            correspondent
                    .calling
                    .values()
                    .forEach(conversation -> failAll(conversation, MessagingFailure.STOPPED, "this node stops"));
            correspondent.answering.values().forEach(conversation -> conversation.in.cancel());
        }
        correspondents.clear();
    }
}
