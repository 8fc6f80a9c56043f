package io.barrel.p2p.messaging;

import io.barrel.p2p.event.Subscription;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who handles messages to which address. Kept over restarts of the node. Any thread. */
public final class Handlers {

    private final Map<String, MessageHandler> byAddress = new ConcurrentHashMap<>();

    /** Nobody. */
    public Handlers() {}

    /**
     * As {@link Messaging#handle}, reserved addresses included.
     *
     * @throws IllegalArgumentException if the address is out of bounds
     * @throws IllegalStateException if the address has a handler already
     */
    public Subscription add(String address, MessageHandler handler) {
        Addresses.require(address);
        if (byAddress.putIfAbsent(address, handler) != null) {
            throw new IllegalStateException("messages to " + address + " have a handler: close its subscription first");
        }
        return () -> byAddress.remove(address, handler);
    }

    /** The handler of an address. */
    @Nullable
    public MessageHandler find(String address) {
        return byAddress.get(address);
    }

    /** How many addresses have one. */
    public int size() {
        return byAddress.size();
    }
}
