/** The {@code p2p} endpoint over HTTP and JMX, what it answers, and the audit events of its operations. */
@NullMarked
package io.barrel.p2p.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
