package io.barrel.p2p.spring.boot.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pListenerAutoConfiguration;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.SimpleThreadScope;

/** Beans that are not simply objects of their class. */
@ExtendWith(OutputCaptureExtension.class)
class ListenerScanTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(P2pAutoConfiguration.class, P2pListenerAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    /** As a lazy bean of a library whose optional dependency is not there. */
    @Test
    void lazyBeanWithAMissingClassInASignatureDoesNotStopTheStart() {
        RootBeanDefinition broken = new RootBeanDefinition(withMissingClass());
        broken.setLazyInit(true);
        runner.withInitializer(
                        context -> ((GenericApplicationContext) context).registerBeanDefinition("broken", broken))
                .withBean(Heard.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    mock.broadcast("scoped", "hello".getBytes(UTF_8));
                    assertThat(context.getBean(Heard.class).got).containsExactly("hello");
                });
    }

    /** {@code class Broken { Broken() {} public void on(Missing missing) {} }} without a class Missing. */
    private static Class<?> withMissingClass() {
        String name = ListenerScanTests.class.getPackageName().replace('.', '/') + "/Broken";
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_SUPER, name, null, "java/lang/Object", null);
        MethodVisitor constructor = writer.visitMethod(0, "<init>", "()V", null, null);
        constructor.visitCode();
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        constructor.visitInsn(Opcodes.RETURN);
        constructor.visitMaxs(1, 1);
        constructor.visitEnd();
        MethodVisitor method = writer.visitMethod(Opcodes.ACC_PUBLIC, "on", "(Lcom/example/Missing;)V", null, null);
        method.visitCode();
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(0, 2);
        method.visitEnd();
        writer.visitEnd();
        try {
            return MethodHandles.lookup().defineClass(writer.toByteArray());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TARGET_CLASS", "INTERFACES"})
    void listenerBehindAScopedProxyIsCalledOnceForABroadcast(ScopedProxyMode mode) {
        Class<?> bean = mode == ScopedProxyMode.INTERFACES ? ByInterface.class : ByClass.class;
        runner.withInitializer(context -> {
                    context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
                    new AnnotatedBeanDefinitionReader((GenericApplicationContext) context).register(bean);
                })
                .withBean(Heard.class)
                .run(context -> {
                    mock.broadcast("scoped", "hello".getBytes(UTF_8));
                    assertThat(context.getBean(Taker.class).taken()).containsExactly("hello");
                    assertThat(context.getBean(Heard.class).got).containsExactly("hello");
                });
    }

    @Test
    void reasonInTheLogIsOneShortPrintableLine(CapturedOutput output) {
        String hostile = "a\nb\u009b31m\u202ec" + "x".repeat(5_000) + "END";
        runner.withBean(PayloadConverter.class, () -> (payload, type) -> {
                    throw new IllegalArgumentException(hostile);
                })
                .withBean(Counts.class)
                .run(context -> mock.broadcast("counts", new byte[1]));

        assertThat(output.getOut().lines().filter(line -> line.contains("Skipped a broadcast")))
                .singleElement()
                .asString()
                .contains("a b 31m c")
                .doesNotContain("END")
                .hasSizeLessThan(1_200);
    }

    interface Taker {

        void take(String payload);

        List<String> taken();
    }

    @Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class ByClass implements Taker {

        private final List<String> taken = new ArrayList<>();

        @Override
        @P2pListener("scoped")
        public void take(String payload) {
            taken.add(payload);
        }

        @Override
        public List<String> taken() {
            return taken;
        }
    }

    @Scope(scopeName = "thread", proxyMode = ScopedProxyMode.INTERFACES)
    static class ByInterface extends ByClass {}

    static class Heard {

        final List<String> got = new ArrayList<>();

        @P2pListener("scoped")
        void on(String payload) {
            got.add(payload);
        }
    }

    static class Counts {

        @P2pListener("counts")
        void on(int count) {}
    }
}
