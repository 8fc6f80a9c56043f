/** Real nodes in processes of their own, in Linux network namespaces, and real faults: cuts, splits, freezes, kills. */
@NullMarked
package io.barrel.p2p.test.faults;

import org.jspecify.annotations.NullMarked;
