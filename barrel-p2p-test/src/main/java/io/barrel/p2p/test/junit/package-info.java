/** Test clusters as parameters of JUnit tests. */
@NullMarked
package io.barrel.p2p.test.junit;

import org.jspecify.annotations.NullMarked;
