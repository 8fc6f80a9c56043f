package io.barrel.p2p;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInput;
import java.util.concurrent.CompletableFuture;

/** The floors of the house (docs/decisions.md): a room uses only rooms on lower floors, and no two rooms need each other. */
@AnalyzeClasses(packages = "io.barrel.p2p", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule floorsPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("facade")
            .definedBy("io.barrel.p2p")
            .layer("engine")
            .definedBy("io.barrel.p2p.engine..")
            .layer("node")
            .definedBy("io.barrel.p2p.node..")
            .layer("service")
            .definedBy("io.barrel.p2p.service..")
            .layer("messaging")
            .definedBy("io.barrel.p2p.messaging..")
            .layer("relay")
            .definedBy("io.barrel.p2p.relay..")
            .layer("roster")
            .definedBy("io.barrel.p2p.roster..")
            .layer("revocation")
            .definedBy("io.barrel.p2p.revocation..")
            .layer("replica")
            .definedBy("io.barrel.p2p.replica..")
            .layer("gossip")
            .definedBy("io.barrel.p2p.gossip..")
            .layer("membership")
            .definedBy("io.barrel.p2p.membership..")
            .layer("quic")
            .definedBy("io.barrel.p2p.transport.quic..")
            .layer("transport")
            .definedBy("io.barrel.p2p.transport")
            .layer("security")
            .definedBy("io.barrel.p2p.security..")
            .layer("discovery")
            .definedBy("io.barrel.p2p.discovery..")
            .layer("event")
            .definedBy("io.barrel.p2p.event..")
            .layer("clock")
            .definedBy("io.barrel.p2p.clock..")
            .layer("wire")
            .definedBy("io.barrel.p2p.wire..")
            .layer("error")
            .definedBy("io.barrel.p2p.error..")
            .whereLayer("facade")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("facade")
            .whereLayer("quic")
            .mayOnlyBeAccessedByLayers("facade")
            .whereLayer("node")
            .mayOnlyBeAccessedByLayers("facade", "engine")
            .whereLayer("service")
            .mayOnlyBeAccessedByLayers("facade", "engine", "node")
            .whereLayer("messaging")
            .mayOnlyBeAccessedByLayers("facade", "engine", "service")
            .whereLayer("relay")
            .mayOnlyBeAccessedByLayers("facade", "engine")
            .whereLayer("roster")
            .mayOnlyBeAccessedByLayers("facade", "engine", "node")
            .whereLayer("revocation")
            .mayOnlyBeAccessedByLayers("facade", "engine", "node")
            .whereLayer("replica")
            .mayOnlyBeAccessedByLayers("facade", "engine", "node", "service", "roster", "revocation")
            .whereLayer("gossip")
            .mayOnlyBeAccessedByLayers("facade", "engine", "node")
            .whereLayer("membership")
            .mayOnlyBeAccessedByLayers("facade", "engine", "node")
            .whereLayer("transport")
            .mayOnlyBeAccessedByLayers("facade", "engine", "quic")
            .whereLayer("security")
            .mayOnlyBeAccessedByLayers("facade", "engine", "revocation", "quic")
            .whereLayer("discovery")
            .mayOnlyBeAccessedByLayers("facade", "engine")
            .whereLayer("event")
            .mayOnlyBeAccessedByLayers(
                    "facade", "engine", "node", "service", "messaging", "roster", "revocation", "gossip", "membership")
            .because("a reader who knows a floor need not know those above it");

    @ArchTest
    static final ArchRule roomsHaveNoCycle = slices().matching("io.barrel.p2p.(**)")
            .should()
            .beFreeOfCycles()
            .because("rooms that need each other are one room");

    @ArchTest
    static final ArchRule nettyStaysInOneRoom = noClasses()
            .that()
            .resideOutsideOfPackage("io.barrel.p2p.transport.quic..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .because("moving to the graduated QUIC codec must stay an import swap");

    @ArchTest
    static final ArchRule coreKnowsNoSpring = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "com.fasterxml..", "tools.jackson..")
            .because("the engine serves plain Java too");

    @ArchTest
    static final ArchRule generatedClassesStayBehindCodecs = classes()
            .that()
            .resideInAPackage("io.barrel.p2p.wire.proto..")
            .should()
            .onlyBeAccessed()
            .byClassesThat()
            .haveNameMatching(".*Codec(\\$.*)?|.*wire\\.proto\\..*")
            .because("state machines and users see records only");

    @ArchTest
    static final ArchRule nothingIsDecompressed = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.zip..", "java.util.jar..", "io.netty.handler.codec.compression..")
            .because("a few bytes of a peer must not become many");

    @ArchTest
    static final ArchRule nothingIsDeserialized = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ObjectInput.class)
            .because("a peer's bytes must not choose classes");

    @ArchTest
    static final ArchRule protocolsReadNoClock = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.barrel.p2p.node..",
                    "io.barrel.p2p.service..",
                    "io.barrel.p2p.messaging..",
                    "io.barrel.p2p.roster..",
                    "io.barrel.p2p.revocation..",
                    "io.barrel.p2p.replica..",
                    "io.barrel.p2p.gossip..",
                    "io.barrel.p2p.membership..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Math.class, "random")
            .because("the same classes run under virtual time");

    @ArchTest
    static final ArchRule nothingRunsOnTheCommonPool = noClasses()
            .should()
            .callMethodWhere(
                    target(owner(equivalentTo(CompletableFuture.class))).and(target(nameMatching(".*Async"))))
            .because("on two cores the common pool starts a thread per stage (measured: ten times slower)");
}
