/** Messages taken by methods of beans. */
@NullMarked
package io.barrel.p2p.spring.boot.messaging;

import org.jspecify.annotations.NullMarked;
