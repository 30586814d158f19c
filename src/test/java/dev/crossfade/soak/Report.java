package dev.crossfade.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of a soak, for people.
 *
 * @param drained whether nothing was left to be stored in the end
 * @param drain how long that took once all was well again
 */
record Report(
        long seed,
        Duration duration,
        Ledger ledger,
        Audit audit,
        Map<Fault, Integer> struck,
        Lives lives,
        LiveOrder live,
        Backlog backlog,
        boolean drained,
        Duration drain) {

    String text() throws IOException {
        return """

                soak report
                  seed, duration         %d, %s
                  events accepted        %d (%d were sent again for want of an answer, %d never answered)
                  events stored          %d (%d rows with the daemon's own)
                  missing                %s
                  stored twice           %s
                    though sent once     %s
                  never sent             %s
                  order violations       %s
                  holes                  %s
                  publishers' order      %s violated
                  live client            %s
                  faults                 %d: %s
                  starts                 %d, ready after at most %s
                  stops                  at most %s, exit codes %s
                  longest backlog        %d events; drained in the end: %s, %s
                  memory of the daemon   heap alive after collection at most %d MiB, resident at most %d MiB
                """.formatted(
                        seed,
                        duration,
                        ledger.acknowledged(),
                        ledger.doubted(),
                        ledger.unanswered(),
                        audit.stored(),
                        audit.rows(),
                        audit.missing(),
                        audit.twice(),
                        audit.twiceWithoutDoubt(),
                        audit.unknown(),
                        audit.outOfOrder(),
                        audit.holes(),
                        audit.publishersOutOfOrder(),
                        live,
                        struck.values().stream().mapToInt(Integer::intValue).sum(),
                        faults(),
                        lives.starts(),
                        seconds(lives.slowestStart()),
                        seconds(lives.slowestStop()),
                        lives.exits(),
                        backlog.longest(),
                        drained ? "yes" : "no",
                        seconds(drain),
                        lives.peakHeapMiB(),
                        lives.peakResidentMiB());
    }

    private String faults() {
        return struck.entrySet().stream()
                .map(entry -> entry.getKey().label() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1e3);
    }
}
