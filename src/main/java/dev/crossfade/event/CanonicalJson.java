package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Writes JSON values in the canonical form of RFC 8785, in one pass over a parser. Confined to one thread.
 *
 * <p>Of members with the same name the last one counts, as in PostgreSQL's jsonb and in JavaScript.
 */
final class CanonicalJson {
    private static final Comparator<Member> BY_NAME = Comparator.comparing(member -> member.name);

    private final int maxLevel;
    private final int maxNumberLength;
    private final JsonBytes out = new JsonBytes();
    private final JsonBytes rearranged = new JsonBytes();
    private Member[] members = new Member[16];
    private int memberCount;
    private Numbers numbers = Numbers.CANONICAL;
    private boolean exact;
    private MemberListener listener = MemberListener.NONE;
    private int listenedLevel;

    /** How numbers are written that a double cannot hold. */
    enum Numbers {
        /** As the nearest double. */
        CANONICAL,
        /** As they were sent: the same form otherwise, and nothing is lost. */
        AS_SENT
    }

    /** Is shown the members of the outermost object, each when the parser is at its value, and must not move it. */
    @FunctionalInterface
    interface MemberListener {
        MemberListener NONE = (name, parser) -> {};

        void member(String name, JsonParser parser) throws IOException;
    }

    /** Where a member that is already written lies. */
    private static final class Member {
        private String name = "";
        private int from;
        private int to;
    }

    /**
     * A writer with these bounds.
     *
     * @param maxLevel deepest level of nesting
     * @param maxNumberLength most characters of a number
     */
    CanonicalJson(int maxLevel, int maxNumberLength) {
        this.maxLevel = maxLevel;
        this.maxNumberLength = maxNumberLength;
    }

    /**
     * Reads one value and gives its text.
     *
     * @param parser at the value's first token; left at its last
     * @param level the level of nesting that the value is at
     * @throws MalformedEventException for what PostgreSQL or a double cannot hold, and past the bounds
     * @throws IOException where the JSON is not well formed
     */
    String text(JsonParser parser, Numbers asNumbers, int level, MemberListener memberListener)
            throws IOException, MalformedEventException {
        out.clear();
        memberCount = 0;
        exact = true;
        numbers = asNumbers;
        listener = memberListener;
        listenedLevel = level;
        value(parser, parser.currentToken(), level);
        return out.text();
    }

    /** Whether a double holds each number of the last text. */
    boolean exact() {
        return exact;
    }

    private void value(JsonParser parser, JsonToken token, int level) throws IOException, MalformedEventException {
        switch (token) {
            case START_OBJECT -> object(parser, level);
            case START_ARRAY -> array(parser, level);
            case VALUE_STRING -> {
                char[] text = parser.getTextCharacters();
                int from = parser.getTextOffset();
                requireStorable(out.quoted(text, from, from + parser.getTextLength()), parser);
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            default -> {
                // true, false, null: the tokens know their text.
                char[] text = token.asCharArray();
                out.ascii(text, 0, text.length);
            }
        }
    }

    private void object(JsonParser parser, int level) throws IOException, MalformedEventException {
        requireLevel(parser, level);
        int firstMember = memberCount;
        boolean sorted = true;
        String previous = null;
        out.ascii('{');
        int start = out.length();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (previous != null) {
                out.ascii(',');
                sorted &= previous.compareTo(name) < 0;
            }
            member(name, parser, level);
            previous = name;
        }
        if (!sorted) {
            rearrange(firstMember, start);
        }
        memberCount = firstMember;
        out.ascii('}');
    }

    private void member(String name, JsonParser parser, int level) throws IOException, MalformedEventException {
        int from = out.length();
        requireStorable(out.quoted(name), parser);
        out.ascii(':');
        JsonToken token = parser.nextToken();
        if (level == listenedLevel) {
            listener.member(name, parser);
        }
        value(parser, token, level + 1);
        push(name, from, out.length());
    }

    private void array(JsonParser parser, int level) throws IOException, MalformedEventException {
        requireLevel(parser, level);
        out.ascii('[');
        boolean first = true;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (!first) {
                out.ascii(',');
            }
            first = false;
            value(parser, token, level + 1);
        }
        out.ascii(']');
    }

    private void number(JsonParser parser) throws IOException, MalformedEventException {
        int length = parser.getTextLength();
        if (length > maxNumberLength) {
            throw malformed(parser, "a number may have at most " + maxNumberLength + " characters");
        }
        int from = parser.getTextOffset();
        boolean keepLossy = numbers == Numbers.AS_SENT;
        switch (CanonicalNumber.write(parser.getTextCharacters(), from, from + length, keepLossy, out)) {
            case EXACT -> {}
            case LOSSY -> exact = false;
            case OUT_OF_RANGE -> throw malformed(parser, "the number is outside the range of a double");
        }
    }

    private void push(String name, int from, int to) {
        if (memberCount == members.length) {
            members = Arrays.copyOf(members, 2 * memberCount);
        }
        Member member = members[memberCount];
        if (member == null) {
            member = new Member();
            members[memberCount] = member;
        }
        memberCount++;
        member.name = name;
        member.from = from;
        member.to = to;
    }

    /** Sorting is stable, so the last of several members with one name is the one before the next name. */
    private void rearrange(int firstMember, int start) {
        Arrays.sort(members, firstMember, memberCount, BY_NAME);
        rearranged.clear();
        for (int i = firstMember; i < memberCount; i++) {
            Member member = members[i];
            if (i + 1 < memberCount && members[i + 1].name.equals(member.name)) {
                continue;
            }
            if (rearranged.length() > 0) {
                rearranged.ascii(',');
            }
            rearranged.raw(out.array(), member.from, member.to);
        }
        out.cutTo(start);
        out.raw(rearranged.array(), 0, rearranged.length());
    }

    private void requireLevel(JsonParser parser, int level) throws MalformedEventException {
        if (level > maxLevel) {
            throw malformed(parser, "nesting may be at most " + maxLevel + " levels deep");
        }
    }

    private static void requireStorable(boolean storable, JsonParser parser) throws MalformedEventException {
        if (!storable) {
            throw malformed(parser, StorableText.EXPECTATION);
        }
    }

    private static MalformedEventException malformed(JsonParser parser, String message) {
        return new MalformedEventException(FieldPath.of(parser), message, false);
    }
}
