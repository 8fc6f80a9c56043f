/** The page that a browser gets at {@code /actuator/p2p}; its files are resources of this package. */
@NullMarked
package io.barrel.p2p.spring.boot.console;

import org.jspecify.annotations.NullMarked;
