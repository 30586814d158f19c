package dev.crossfade;

/** Process entry. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
