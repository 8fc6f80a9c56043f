/** The registry of services: who offers what, on every node (docs/protocol.md, Services). */
@NullMarked
package io.barrel.p2p.service;

import org.jspecify.annotations.NullMarked;
