package io.barrel.p2p.engine;

import io.barrel.p2p.messaging.Call;
import io.barrel.p2p.messaging.Exchange;
import io.barrel.p2p.messaging.ExchangeInput;
import io.barrel.p2p.messaging.ExchangeOutput;
import io.barrel.p2p.messaging.ExchangePorts;
import io.barrel.p2p.messaging.MessageCodec;
import io.barrel.p2p.messaging.MessageFrame;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.security.Revoked;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.Protocols;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds the exchange with what links and the application say and carries out what it wants. On the loop, but for its postbox. */
final class Switchboard implements ExchangePorts {

    private static final Logger log = LoggerFactory.getLogger(Switchboard.class);

    private final NodeId self;
    private final MessagingParts parts;
    private final Loop loop;
    private final LinkTable links;
    private final Roster roster;
    private final Revoked revoked;
    private final Relays relays;
    private final RelayedCasts casts;
    private final NodeStatistics statistics;
    private final Completions completions;
    private final Exchange exchange;
    private final Inboxes inboxes;
    private final Postbox<ExchangeInput> postbox;
    private final Deque<ExchangeInput> inputs = new ArrayDeque<>();
    private boolean feeding;

    Switchboard(
            NodeId self,
            MessagingParts parts,
            Loop loop,
            LinkTable links,
            Relays relays,
            Roster roster,
            Revoked revoked,
            NodeStatistics statistics) {
        this.self = self;
        this.parts = parts;
        this.loop = loop;
        this.links = links;
        this.roster = roster;
        this.revoked = revoked;
        this.relays = relays;
        this.casts = new RelayedCasts(parts.relay().castMaxInFlight());
        this.statistics = statistics;
        this.completions = new Completions(parts.completions(), loop);
        this.exchange = new Exchange(parts.config(), this, this::carryOut);
        this.postbox = new Postbox<>(loop, this::feed, this::refuse);
        this.inboxes = new Inboxes(parts.handlers(), parts.executor(), postbox::post);
    }

    /** Takes what other threads say. Any thread. */
    Postbox<ExchangeInput> postbox() {
        return postbox;
    }

    /** Messages whose handlers have not returned. Any thread. */
    int handling() {
        return inboxes.handling();
    }

    /** This node can call itself from now on. */
    void start(long incarnation) {
        feed(new ExchangeInput.Linked(self, incarnation));
    }

    /** Whether nothing is under way with a node. */
    boolean isIdle(NodeId peer) {
        return exchange.isIdle(peer);
    }

    /** Whether a node has not said that it received what was sent to it. */
    boolean awaitsReceipt(NodeId peer) {
        return exchange.awaitsReceipt(peer);
    }

    /**
     * A frame of messages came.
     *
     * @return whether this version knows its kind
     * @throws MalformedInputException if it is none
     */
    boolean received(NodeId from, Frame frame) {
        Optional<MessageFrame> message = MessageCodec.decode(frame.payload());
        message.ifPresent(of -> feed(new ExchangeInput.Received(from, of)));
        return message.isPresent();
    }

    void feed(ExchangeInput input) {
        inputs.add(input);
        if (feeding) {
            return;
        }
        feeding = true;
        try {
            for (ExchangeInput next = inputs.poll(); next != null; next = inputs.poll()) {
                handle(next);
            }
        } finally {
            feeding = false;
            completions.flush();
        }
    }

    /** A defect in the machine must cost one input, not the node. */
    private void handle(ExchangeInput input) {
        try {
            if (input instanceof ExchangeInput.Submit submit && !admit(submit.call())) {
                return;
            }
            exchange.handle(input, loop.now());
            if (input instanceof ExchangeInput.Cancel cancel) {
                casts.ended(cancel.call());
            }
            if (input instanceof ExchangeInput.Taken taken) {
                inboxes.taken(taken.delivery());
            }
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("node", self)
                    .log(
                            "{} could not handle {}; please report this",
                            self,
                            input.getClass().getSimpleName());
        }
    }

    /** Over other nodes only so many messages go at once for which nobody waits. */
    private boolean admit(Call call) {
        if (call.wantsReply() || !relays.isRelayed(call.to()) || casts.begin(call)) {
            return true;
        }
        statistics.castsDropped.increment();
        fail(
                call,
                MessagingFailure.OVERLOADED,
                parts.relay().castMaxInFlight() + " messages are on their way to it over other nodes already");
        return false;
    }

    @Override
    public int lanes() {
        return Link.LANES;
    }

    @Override
    public boolean hasRoom(NodeId peer, int lane) {
        if (peer.equals(self)) {
            return true;
        }
        Optional<Link> link = links.link(peer);
        return link.isPresent() && link.get().waiting(lane) < Link.LANE_HIGH_WATER;
    }

    @Override
    public boolean handles(String address) {
        return parts.handlers().find(address) != null;
    }

    private void carryOut(ExchangeOutput output) {
        if (output instanceof ExchangeOutput.SendTo send) {
            send(send);
        } else if (output instanceof ExchangeOutput.Deliver deliver) {
            inboxes.deliver(deliver.delivery());
        } else if (output instanceof ExchangeOutput.Completed completed) {
            complete(completed.call(), completed.reply());
        } else if (output instanceof ExchangeOutput.CallFailed failed) {
            fail(failed.call(), failed.failure(), failed.detail());
        } else if (output instanceof ExchangeOutput.Schedule schedule) {
            ExchangeInput fired = new ExchangeInput.TimerFired(schedule.timer());
            if (schedule.delayMillis() == 0) {
                loop.execute(() -> feed(fired));
            } else {
                loop.schedule(() -> feed(fired), schedule.delayMillis());
            }
        } else if (output instanceof ExchangeOutput.Connect connect) {
            connect(connect.peer());
        } else if (output instanceof ExchangeOutput.Violated violated) {
            log.atWarn().addKeyValue("peer", violated.peer()).log("Closing the link: {}", violated.detail());
            links.link(violated.peer()).ifPresent(link -> link.close(CloseReason.PROTOCOL_ERROR));
        }
    }

    private void send(ExchangeOutput.SendTo send) {
        if (send.to().equals(self)) {
            inputs.add(new ExchangeInput.Received(self, send.frame()));
            return;
        }
        links.link(send.to())
                .ifPresent(link ->
                        link.send(send.lane(), new Frame(Protocols.MESSAGE, MessageCodec.encode(send.frame()))));
    }

    private void connect(NodeId node) {
        if (links.link(node).isPresent()) {
            return;
        }
        if (revoked.node(node)) {
            notConnected(node, MessagingFailure.UNREACHABLE, "the node is revoked on this node");
            return;
        }
        Optional<Member> member = roster.member(node);
        if (member.isEmpty()) {
            notConnected(node, MessagingFailure.UNKNOWN_NODE, "no member has that name");
            return;
        }
        MemberStatus status = member.get().status();
        if (!status.isPresent()) {
            notConnected(
                    node,
                    MessagingFailure.UNREACHABLE,
                    "the node is " + status.word() + " since " + member.get().since());
            return;
        }
        relays.connect(new Peer(node, member.get().address()));
    }

    private void notConnected(NodeId node, MessagingFailure failure, String detail) {
        feed(new ExchangeInput.ConnectFailed(node, failure, detail));
    }

    void connectFailed(NodeId node, DialFailure failure) {
        notConnected(node, MessagingFailure.UNREACHABLE, "the node cannot be reached: " + failure.detail());
    }

    private void complete(Call call, ByteBuffer reply) {
        FutureCall of = (FutureCall) call;
        casts.ended(call);
        statistics.requests.ended(of.wantsReply(), null, of.nanos());
        completions.add(() -> of.future().complete(reply));
    }

    private void fail(Call call, MessagingFailure failure, String detail) {
        casts.ended(call);
        completions.add(failed(call, failure, detail));
    }

    private Runnable failed(Call call, MessagingFailure failure, String detail) {
        FutureCall of = (FutureCall) call;
        statistics.requests.ended(of.wantsReply(), failure, of.nanos());
        return () -> of.future().completeExceptionally(of.failure(failure, detail));
    }

    /** The loop has ended. Any thread. */
    private void refuse(ExchangeInput input) {
        if (input instanceof ExchangeInput.Submit submit) {
            completions.execute(failed(submit.call(), MessagingFailure.STOPPED, "this node does not run"));
        }
    }

    /** Fails what is under way. On the loop. */
    void stop() {
        feed(new ExchangeInput.Stop());
        postbox.close();
    }
}
