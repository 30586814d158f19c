package dev.crossfade.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The one way of the tests to wait for what comes about by itself: asked at once, then again after a short pause.
 *
 * <p>The question is asked on the caller's own thread, so it need not be thread safe. What it throws fails the test at
 * once. Failures of other threads are not heard here: who starts a thread asks what became of it.
 */
public final class Waiting {
    private static final Duration PACE = Duration.ofMillis(10);

    private Waiting() {}

    /**
     * Waits until a fact is true.
     *
     * @param patience after which the test fails
     * @param what is waited for, for who reads of the failure
     */
    public static void until(Duration patience, String what, Callable<Boolean> fact) {
        until(patience, PACE, what, fact);
    }

    /** The same with that pause between two questions, where asking is dear or does something itself. */
    public static void until(Duration patience, Duration pace, String what, Callable<Boolean> fact) {
        inTime(() -> {
            patient(patience, pace).alias(what).until(fact);
            return true;
        });
    }

    /**
     * Asks until the answer is as wished, and gives that answer.
     *
     * @param patience after which the test fails, with the last answer in its message
     */
    public static <T> T forThat(Duration patience, Callable<T> ask, Predicate<? super T> wish) {
        return forThat(patience, PACE, ask, wish);
    }

    /** The same with that pause between two questions, where asking is dear or does something itself. */
    public static <T> T forThat(Duration patience, Duration pace, Callable<T> ask, Predicate<? super T> wish) {
        return inTime(() -> patient(patience, pace).until(ask, wish));
    }

    /** Waits as told; a failure says also what a witness has to say then, such as the log of a process. */
    public static <T> T orSay(Supplier<String> witness, Supplier<T> wait) {
        try {
            return wait.get();
        } catch (AssertionError inVain) {
            throw new AssertionError(inVain.getMessage() + "\n" + witness.get(), inVain);
        }
    }

    private static <T> T inTime(Supplier<T> wait) {
        try {
            return wait.get();
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(late.getMessage(), late);
        }
    }

    private static ConditionFactory patient(Duration patience, Duration pace) {
        return Awaitility.with()
                .dontCatchUncaughtExceptions()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(pace)
                .atMost(patience);
    }
}
