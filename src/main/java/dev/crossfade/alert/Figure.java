package dev.crossfade.alert;

import java.util.Map;

/**
 * The value of a metric at one moment.
 *
 * @param labels what tells it apart from the metric's other figures; empty where there is one
 */
record Figure(Map<String, String> labels, double value) {
    Figure {
        labels = Map.copyOf(labels);
    }
}
