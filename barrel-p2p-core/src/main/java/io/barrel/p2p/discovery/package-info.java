/** Where to find a first contact: static lists, a shared directory, DNS, or a backend of one's own. */
@NullMarked
package io.barrel.p2p.discovery;

import org.jspecify.annotations.NullMarked;
