/** A board that shows who is in the cluster and what happened, as one node sees it. */
@NullMarked
package io.barrel.p2p.sample;

import org.jspecify.annotations.NullMarked;
