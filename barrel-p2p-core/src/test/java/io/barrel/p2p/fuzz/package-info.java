/** What the fuzz targets of all rooms share, and how they are run. */
@NullMarked
package io.barrel.p2p.fuzz;

import org.jspecify.annotations.NullMarked;
