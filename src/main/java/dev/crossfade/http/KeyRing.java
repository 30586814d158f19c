package dev.crossfade.http;

import dev.crossfade.config.Settings;
import dev.crossfade.config.Settings.Auth.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says what a presented key may do. Immutable; compares hashes in constant time, over every known key. */
final class KeyRing {
    private static final Caller ANYBODY = new Caller("anonymous", Set.of(Role.values()));

    private final boolean open;
    private final List<Entry> entries;

    KeyRing(Settings.Auth auth) {
        this.open = auth.mode() == Settings.Auth.Mode.NONE;
        this.entries = auth.keys().stream()
                .map(key -> new Entry(HexFormat.of().parseHex(key.sha256()), new Caller(key.name(), key.roles())))
                .toList();
    }

    /** Who calls; empty when keys are asked for and none, or an unknown one, was shown. */
    Optional<Caller> identify(Optional<String> presented) {
        if (open) {
            return Optional.of(ANYBODY);
        }
        return presented.flatMap(this::find);
    }

    private Optional<Caller> find(String key) {
        byte[] hash = sha256(key);
        Caller found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.hash, hash)) {
                found = entry.caller;
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static final class Entry {
        private final byte[] hash;
        private final Caller caller;

        Entry(byte[] hash, Caller caller) {
            this.hash = hash;
            this.caller = caller;
        }
    }

    /** Who calls and what they may do. */
    record Caller(String name, Set<Role> roles) {
        /** An admin may do everything. */
        boolean may(Role role) {
            return roles.contains(role) || roles.contains(Role.ADMIN);
        }
    }
}
