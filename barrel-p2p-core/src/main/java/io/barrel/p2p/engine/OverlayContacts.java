package io.barrel.p2p.engine;

import io.barrel.p2p.discovery.Contact;
import io.barrel.p2p.membership.HyParView;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the contact that a node wants to join through, and tells the membership machine of it. Confined to the loop. */
final class OverlayContacts {

    private static final Logger log = LoggerFactory.getLogger(OverlayContacts.class);

    private final OverlayParts parts;
    private final ContactFinder finder;
    private final Joins joins;
    private final HyParView membership;
    private final Consumer<MembershipInput> feed;
    private int known = -1;

    OverlayContacts(
            OverlayParts parts,
            ContactFinder finder,
            Joins joins,
            HyParView membership,
            Consumer<MembershipInput> feed) {
        this.parts = parts;
        this.finder = finder;
        this.joins = joins;
        this.membership = membership;
        this.feed = feed;
    }

    /** How many contacts there were to try when last asked; negative before that. */
    int known() {
        return known;
    }

    void linkUp(Link link, DialRequest dial) {
        finder.linkUp(link, dial);
    }

    void dialFailed(DialRequest dial, DialFailure failure) {
        finder.dialFailed(dial, failure);
    }

    /** Joins through the first contact of a source that answers. */
    void join(ContactFinder.Source source, String described, CompletableFuture<Views> future) {
        finder.find(source, contact -> false, new ContactFinder.Outcome() {
            @Override
            public void reached(Peer contact) {
                joins.add(contact.node(), future);
                feed.accept(new MembershipInput.ContactReached(contact));
            }

            @Override
            public void nobody(int tried, String failure) {
                future.completeExceptionally(Joins.notReached(described, failure));
            }
        });
    }

    void seek() {
        finder.find(parts.contacts(), contact -> is(contact, membership::isActive), new ContactFinder.Outcome() {
            @Override
            public void reached(Peer contact) {
                feed.accept(new MembershipInput.ContactReached(contact));
            }

            @Override
            public void nobody(int tried, String failure) {
                known = tried;
                feed.accept(new MembershipInput.NoContact());
            }
        });
    }

    /** Of contacts that were never met one may know another island. */
    void seekStranger() {
        Predicate<Contact> met = contact -> finder.hasReached(contact.address()) || is(contact, membership::knows);
        finder.find(parts.contacts(), met, new ContactFinder.Outcome() {
            @Override
            public void reached(Peer contact) {
                feed.accept(new MembershipInput.ContactReached(contact));
            }

            @Override
            public void nobody(int tried, String failure) {
                log.atDebug()
                        .addKeyValue("node", parts.node().self().node())
                        .log("No contact that was not met before, of {} to try", tried);
            }
        });
    }

    private static boolean is(Contact contact, Predicate<NodeId> known) {
        @Nullable NodeId node = contact.node();
        return node != null && known.test(node);
    }
}
