/** Web endpoints of members as Spring Cloud finds them, and the announcement of this application's own. */
@NullMarked
package io.barrel.p2p.spring.boot.cloud;

import org.jspecify.annotations.NullMarked;
