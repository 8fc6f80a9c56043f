/** HyParView: the active and the passive view (Leitão, Pereira, Rodrigues, DSN 2007). */
@NullMarked
package io.barrel.p2p.membership;

import org.jspecify.annotations.NullMarked;
