package io.barrel.p2p.security;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** A file system on which exactly one step fails, or every step from one on. */
final class FailingSteps {

    private FailingSteps() {}

    static SecureFiles failingAt(int step, boolean everAfter, AtomicInteger failures) {
        FileSteps disk = DiskSteps.ofPlatform();
        AtomicInteger taken = new AtomicInteger();
        return new SecureFiles((FileSteps) Proxy.newProxyInstance(
                FileSteps.class.getClassLoader(), new Class<?>[] {FileSteps.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("posix")) {
                        int now = taken.getAndIncrement();
                        if (now == step || (everAfter && now > step)) {
                            failures.incrementAndGet();
                            throw new IOException("no space left on device");
                        }
                    }
                    if (method.getName().startsWith("force")) {
                        return null;
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
