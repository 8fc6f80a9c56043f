/** Revocation: node names and keys that are barred, signed by who bars them and spread to every node. */
@NullMarked
package io.barrel.p2p.revocation;

import org.jspecify.annotations.NullMarked;
