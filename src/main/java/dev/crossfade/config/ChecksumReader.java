package dev.crossfade.config;

import dev.crossfade.config.Settings.Checksums;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.HmacKey;
import dev.crossfade.event.HmacKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads the section {@code checksum}: the algorithm of each category, and the keys that a variable holds. */
final class ChecksumReader {
    private static final String KEYS = "hmac_key_env";
    private static final int MOST_KEYS = 16;
    private static final int LEAST_BYTES = 16;
    private static final int MOST_BYTES = 1024;
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern KEY = Pattern.compile("([A-Za-z0-9._-]{1,32}):(.*)", Pattern.DOTALL);
    private static final Pattern PRINTED = Pattern.compile("\\P{Cntrl}*");
    private static final Kind<ChecksumAlgorithm> ALGORITHM =
            Kind.oneOf(ChecksumAlgorithm.class, ChecksumAlgorithm::label);
    /** Who writes the keys themselves where their variable's name belongs must not find them in a log. */
    private static final Kind<String> VARIABLE = Kind.text(
                    "the name of an environment variable",
                    Pattern.compile("[A-Za-z_]\\w{0,127}").asMatchPredicate())
            .secret();

    private ChecksumReader() {}

    static Checksums read(Section checksum, Layers layers) {
        Optional<HmacKeys> keys = keys(checksum, layers);
        Map<Category, ChecksumAlgorithm> algorithms = new EnumMap<>(Category.class);
        for (Category category : Category.values()) {
            String fallback = category == Category.CRITICAL ? "sha256" : "crc32";
            ChecksumAlgorithm algorithm = checksum.get(category.label(), fallback, ALGORITHM);
            algorithms.put(category, algorithm);
            if (algorithm.isKeyed() && keys.isEmpty() && checksum.sound(KEYS)) {
                checksum.refuse(
                        category.label(),
                        algorithm.label(),
                        "crc32 or sha256, unless " + checksum.nameOf(KEYS) + " names a variable with a key");
            }
        }
        return new Checksums(Map.copyOf(algorithms), keys.orElse(HmacKeys.NONE));
    }

    private static Optional<HmacKeys> keys(Section checksum, Layers layers) {
        Optional<String> variable = checksum.optional(KEYS, VARIABLE);
        if (variable.isEmpty()) {
            return Optional.empty();
        }
        String name = variable.get();
        checksum.say(KEYS, name);
        Optional<String> content = layers.variable(name);
        if (content.isEmpty()) {
            checksum.refuse(KEYS, name, "a variable that is set, with keys in it: id:secret,id:secret");
            return Optional.empty();
        }
        return keys(content.get(), problem -> checksum.refuse(KEYS, name, problem));
    }

    private static Optional<HmacKeys> keys(String text, Consumer<String> refuse) {
        List<String> parts = COMMA.splitAsStream(text).map(String::strip).toList();
        List<HmacKey> keys = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        if (parts.size() > MOST_KEYS) {
            refuse.accept("a variable with at most " + MOST_KEYS + " keys");
            return Optional.empty();
        }
        for (int i = 0; i < parts.size(); i++) {
            var key = KEY.matcher(parts.get(i));
            String which = "a variable whose key " + (i + 1) + " ";
            if (!key.matches()) {
                refuse.accept(which + "is id:secret, the id of 1 to 32 letters, digits, dots, dashes or underscores");
            } else if (!isSecret(key.group(2))) {
                refuse.accept(which + "has a secret of " + LEAST_BYTES + " to " + MOST_BYTES
                        + " bytes, without control characters");
            } else if (!ids.add(key.group(1))) {
                refuse.accept(which + "has an id that no other has");
            } else {
                keys.add(new HmacKey(key.group(1), key.group(2)));
            }
        }
        return keys.size() == parts.size() ? Optional.of(new HmacKeys(keys)) : Optional.empty();
    }

    private static boolean isSecret(String secret) {
        int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
        return bytes >= LEAST_BYTES
                && bytes <= MOST_BYTES
                && PRINTED.matcher(secret).matches();
    }
}
