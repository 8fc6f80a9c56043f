/** What the annotations of methods have in common: how methods are found and checked, and made of payloads what they take. */
@NullMarked
package io.barrel.p2p.spring.boot.method;

import org.jspecify.annotations.NullMarked;
