package dev.crossfade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.cli.FakeDaemon.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class EventsClientTest {
    private static final Batch BATCH =
            new Batch("f", List.of(new Lines.Line(1, "{}".getBytes(StandardCharsets.UTF_8))));

    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void aDaemonThatIsNotThereIsTriedAFewTimes() throws Exception {
        FakeDaemon gone = new FakeDaemon(request -> Reply.accepted(1));
        gone.close();

        assertThatThrownBy(() -> client(gone).publish(BATCH, new Tally()))
                .isInstanceOf(CannotSendException.class)
                .hasMessageContaining("does not answer (cannot connect), 5 times in a row");
        assertThat(pauses)
                .containsExactly(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofMillis(1600));
    }

    @Test
    void theDaemonSaysHowLongToWaitUpToALimit() throws Exception {
        try (FakeDaemon daemon = new FakeDaemon(request -> pauses.isEmpty()
                ? new Reply(503, Map.of("Retry-After", "7"), "")
                : pauses.size() == 1 ? new Reply(503, Map.of("Retry-After", "999"), "") : Reply.accepted(1))) {
            client(daemon).publish(BATCH, new Tally());
        }
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(30));
    }

    @Test
    void theVersionNamesTheCommitWhereTheBuildKnewIt() {
        Properties build = new Properties();
        build.setProperty("git.build.version", "1.2.3");
        assertThat(BuildVersion.text(build)).isEqualTo("crossfade 1.2.3");

        build.setProperty("git.commit.id.abbrev", "abc1234");
        assertThat(BuildVersion.text(build)).isEqualTo("crossfade 1.2.3 (abc1234)");

        build.setProperty("git.dirty", "true");
        assertThat(BuildVersion.text(build)).isEqualTo("crossfade 1.2.3 (abc1234, with changes)");
    }

    private EventsClient client(FakeDaemon daemon) {
        return new EventsClient(URI.create(daemon.url() + "/events"), Optional.empty(), pauses::add);
    }
}
