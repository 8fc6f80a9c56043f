package io.barrel.p2p.spring.boot.listener;

import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What one parameter of a listener is given of a broadcast. */
@FunctionalInterface
interface ListenerArgument {

    /** By type, the parameters that need no converter. */
    Map<Type, ListenerArgument> KNOWN = Map.of(
            Broadcast.class, broadcast -> broadcast,
            NodeId.class, Broadcast::origin,
            ByteBuffer.class, Broadcast::payload,
            byte[].class, ListenerArgument::bytes,
            String.class, ListenerArgument::text);

    /** The argument. Throws {@link PayloadException} if the payload cannot be converted. */
    Object of(Broadcast broadcast) throws PayloadException;

    /** An argument of any other type. */
    static ListenerArgument converted(PayloadConverter converter, Type type) {
        return broadcast -> {
            Object value;
            try {
                value = converter.convert(broadcast.payload(), type);
            } catch (IOException | RuntimeException e) {
                throw new PayloadException("not a " + type.getTypeName(), e);
            }
            if (value == null) {
                throw new PayloadException("null is not a " + type.getTypeName(), null);
            }
            return value;
        };
    }

    private static byte[] bytes(Broadcast broadcast) {
        ByteBuffer payload = broadcast.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    private static String text(Broadcast broadcast) throws PayloadException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(broadcast.payload())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PayloadException("not UTF-8", e);
        }
    }
}
