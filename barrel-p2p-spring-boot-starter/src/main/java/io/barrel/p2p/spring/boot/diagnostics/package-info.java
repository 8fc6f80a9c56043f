/** Failure analysers: what stopped an application with a node from starting, and what to do about it. */
@NullMarked
package io.barrel.p2p.spring.boot.diagnostics;

import org.jspecify.annotations.NullMarked;
