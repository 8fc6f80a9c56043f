/** Methods of beans that take broadcasts: {@link io.barrel.p2p.spring.boot.listener.P2pListener}. */
@NullMarked
package io.barrel.p2p.spring.boot.listener;

import org.jspecify.annotations.NullMarked;
