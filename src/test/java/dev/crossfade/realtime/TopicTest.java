package dev.crossfade.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {
    @Test
    void aChannelsNameMayHoldAnything() {
        assertThat(Topic.nameOf("realtime:a:b é")).hasValue("a:b é");
        assertThat(Topic.problem("realtime:a")).isEmpty();
    }

    @Test
    void otherTopicsAreRefusedInTheReferencesWords() {
        assertThat(Topic.nameOf("room1")).isEmpty();
        assertThat(Topic.problem("room1")).hasValue("unmatched topic");
        assertThat(Topic.nameOf("realtime:")).isEmpty();
        assertThat(Topic.problem("realtime:")).hasValue("TopicNameRequired: You must provide a topic name");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "1.0.0"})
    void theFirstSerializerIsTheDefault(String vsn) {
        assertThat(Serializer.of(vsn)).hasValue(Serializer.V1);
    }

    @Test
    void otherVersionsAreUnknown() {
        assertThat(Serializer.of("2.0.0")).hasValue(Serializer.V2);
        assertThat(Serializer.of("3.0.0")).isEmpty();
        assertThat(Serializer.of("2")).isEmpty();
    }
}
