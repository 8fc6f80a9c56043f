package io.barrel.p2p.event;

/**
 * Something a node tells its application. Events are published in order by one dispatcher thread, after the state they
 * speak of has changed: a listener that looks sees at least what the event says.
 */
public sealed interface P2pEvent
        permits PeerUp,
                PeerDown,
                NodeJoined,
                NodeLeft,
                MemberUp,
                MemberSuspected,
                MemberDown,
                ServiceRegistered,
                ServiceUpdated,
                ServiceUnregistered,
                ServiceDown,
                NodeRevoked,
                KeyRotated,
                PeerKeySucceeded,
                AuthenticationFailed {}
