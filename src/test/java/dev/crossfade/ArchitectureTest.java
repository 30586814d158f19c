package dev.crossfade;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the structure that the folders show: who may import whom, and where Vert.x may be known. */
@AnalyzeClasses(packages = "dev.crossfade", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] FEATURES = {
        "..ingest..",
        "..persistence..",
        "..http..",
        "..metrics..",
        "..selfmonitor..",
        "..cli..",
        "..control..",
        "..feed..",
        "..parity..",
        "..guard..",
        "..prometheus..",
        "..alert.."
    };
    private static final String[] BELOW = {
        "..event..", "..config..", "..routing..", "..eventlog..", "..bus..", "..realtime..", "..rest.."
    };

    @ArchTest
    static final ArchRule featuresDoNotKnowEachOther = slices().matching("dev.crossfade.(*)..")
            .namingSlices("$1")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(DescribedPredicate.alwaysTrue(), JavaClass.Predicates.resideInAnyPackage(BELOW));

    @ArchTest
    static final ArchRule eventsKnowNothingElse = noClasses()
            .that()
            .resideInAPackage("..event..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..config..", "..routing..", "..eventlog..", "..bus..");

    @ArchTest
    static final ArchRule settingsKnowEventsAlone = noClasses()
            .that()
            .resideInAPackage("..config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..routing..", "..eventlog..", "..bus..");

    @ArchTest
    static final ArchRule routingAndTheLogDoNotKnowTheBus = noClasses()
            .that()
            .resideInAnyPackage("..routing..", "..eventlog..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..bus..");

    @ArchTest
    static final ArchRule whatIsBelowDoesNotKnowTheFeatures = noClasses()
            .that()
            .resideInAnyPackage(BELOW)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FEATURES);

    @ArchTest
    static final ArchRule onlyTheOuterClassesKnowVertx = noClasses()
            .that()
            .resideOutsideOfPackage("..bus..")
            .and()
            .haveNameNotMatching(
                    ".*(Verticle|Handler|Routes|Socket|Store|Writer|Json|Command)(\\$.*)?|dev\\.crossfade\\.(App|Deployments|Main|ShutdownSequence)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule onlyTheBusTouchesTheEventBus = noClasses()
            .that()
            .resideOutsideOfPackage("..bus..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vertx.core.eventbus.EventBus");

    @ArchTest
    static final ArchRule verticlesAreFinal =
            classes().that().haveSimpleNameEndingWith("Verticle").should().haveModifier(JavaModifier.FINAL);
}
