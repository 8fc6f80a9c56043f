/** Identity, trust and the authentication handshake; keys and certificates on disk. */
@NullMarked
package io.barrel.p2p.security;

import org.jspecify.annotations.NullMarked;
