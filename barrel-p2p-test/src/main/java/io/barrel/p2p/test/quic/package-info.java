/** Real nodes in one process, each behind a proxy of its own, whose threads can be stopped. */
@NullMarked
package io.barrel.p2p.test.quic;

import org.jspecify.annotations.NullMarked;
