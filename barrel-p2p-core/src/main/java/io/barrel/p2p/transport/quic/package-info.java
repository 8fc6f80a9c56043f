/** The QUIC transport; the only package that imports Netty. */
@NullMarked
package io.barrel.p2p.transport.quic;

import org.jspecify.annotations.NullMarked;
