package dev.crossfade.realtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts what a regular expression comes to with its counted repetitions written out, without doing so: never less than
 * its atoms. Confined to a thread.
 */
final class RegexSize {
    private static final long MOST = 1L << 40;
    private static final int MOST_DIGITS = 4;
    private static final Pattern FLAGS = Pattern.compile("\\?[a-zA-Z-]*\\)");

    private final String text;
    private final Matcher flags;
    private final Deque<Long> outer = new ArrayDeque<>();
    private int at;
    private long sum;
    private long last;

    private RegexSize(String text) {
        this.text = text;
        this.flags = FLAGS.matcher(text);
    }

    /** The size; of what is no expression it is any number. */
    static long of(String text) {
        RegexSize size = new RegexSize(text);
        // What is quoted as a whole may look like anything.
        size.read(text.contains("\\Q") || text.contains("\\C"));
        return size.total();
    }

    private void read(boolean flat) {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '{') {
                repeat(flat);
            } else if (flat) {
                atom(1);
            } else if (c == '(' && isFlags()) {
                // Which is no atom: what is repeated behind it stands before it.
                at = text.indexOf(')', at) + 1;
            } else if (c == '(') {
                outer.push(sum + last);
                sum = 0;
                last = 0;
            } else if (c == ')' && !outer.isEmpty()) {
                long group = sum + last + 2;
                sum = outer.pop();
                last = group;
            } else {
                single(c);
            }
        }
    }

    private boolean isFlags() {
        flags.region(at, text.length());
        return flags.lookingAt();
    }

    private void single(char c) {
        if (c == '\\') {
            at++;
        } else if (c == '[') {
            skipClass();
        }
        if (c == '*' || c == '+' || c == '?') {
            last++;
        } else {
            atom(1);
        }
    }

    private void atom(long size) {
        sum = Math.min(MOST, sum + last);
        last = size;
    }

    /** Where all is flat, everything before could be what is repeated. */
    private void repeat(boolean flat) {
        long most = number();
        if (at < text.length() && text.charAt(at) == ',') {
            at++;
            most = Math.max(most + 1, number());
        }
        at += text.startsWith("}", at) ? 1 : 0;
        if (flat) {
            last += sum;
            sum = 0;
        }
        last = Math.min(MOST, Math.max(1, most) * (last + 1));
    }

    private long number() {
        int from = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            return 0;
        }
        return at - from > MOST_DIGITS ? MOST : Long.parseLong(text.substring(from, at));
    }

    /** Up to behind the bracket that closes it: the first is a character like others, and names of classes have their own. */
    private void skipClass() {
        at += text.startsWith("^", at) ? 1 : 0;
        at += text.startsWith("]", at) ? 1 : 0;
        while (at < text.length() && text.charAt(at) != ']') {
            int named = text.startsWith("[:", at) ? text.indexOf(":]", at + 2) : -1;
            at = named >= 0 ? named + 2 : at + (text.charAt(at) == '\\' ? 2 : 1);
        }
        at++;
    }

    private long total() {
        long all = sum + last;
        for (long before : outer) {
            all += before;
        }
        return Math.min(MOST, all);
    }
}
