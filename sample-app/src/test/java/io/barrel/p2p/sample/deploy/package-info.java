/** Holds the files of {@code deploy} to what the application is and does. */
@NullMarked
package io.barrel.p2p.sample.deploy;

import org.jspecify.annotations.NullMarked;
