/** What a node tells its application: one sealed hierarchy of event records. */
@NullMarked
package io.barrel.p2p.event;

import org.jspecify.annotations.NullMarked;
