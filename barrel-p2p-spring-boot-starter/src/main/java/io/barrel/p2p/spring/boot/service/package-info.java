/** Services offered by beans, and typed clients of them. */
@NullMarked
package io.barrel.p2p.spring.boot.service;

import org.jspecify.annotations.NullMarked;
