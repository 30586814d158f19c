package dev.crossfade.event;

import java.util.List;

/** The adapters that one event goes to, decided once and stored with the event; one instance per combination. */
public enum Route {
    NONE(List.of()),
    WEBSOCKET(List.of(Adapter.WEBSOCKET)),
    REALTIME(List.of(Adapter.REALTIME)),
    DUAL(List.of(Adapter.WEBSOCKET, Adapter.REALTIME));

    // Both lists come from List.of and toList, which never change.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Adapter> adapters;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> labels;

    Route(List<Adapter> adapters) {
        this.adapters = adapters;
        this.labels = adapters.stream().map(Adapter::label).toList();
    }

    /** The adapters, websocket first. */
    public List<Adapter> adapters() {
        return adapters;
    }

    /** The adapters' names, websocket first: what {@code adapters} holds in JSON and in the database. */
    public List<String> labels() {
        return labels;
    }

    public boolean includes(Adapter adapter) {
        return adapters.contains(adapter);
    }

    /** This route less one adapter. */
    public Route without(Adapter adapter) {
        return of(
                adapter != Adapter.WEBSOCKET && includes(Adapter.WEBSOCKET),
                adapter != Adapter.REALTIME && includes(Adapter.REALTIME));
    }

    /** The route of that one adapter. */
    public static Route only(Adapter adapter) {
        return adapter == Adapter.WEBSOCKET ? WEBSOCKET : REALTIME;
    }

    /** The route of these adapters; order and repeats do not matter. */
    public static Route of(Iterable<Adapter> adapters) {
        boolean websocket = false;
        boolean realtime = false;
        for (Adapter adapter : adapters) {
            websocket |= adapter == Adapter.WEBSOCKET;
            realtime |= adapter == Adapter.REALTIME;
        }
        return of(websocket, realtime);
    }

    /** The route of the adapters with these names; any other text is passed over. */
    public static Route ofLabels(String... labels) {
        boolean websocket = false;
        boolean realtime = false;
        for (String label : labels) {
            websocket |= Adapter.WEBSOCKET.label().equalsIgnoreCase(label);
            realtime |= Adapter.REALTIME.label().equalsIgnoreCase(label);
        }
        return of(websocket, realtime);
    }

    private static Route of(boolean websocket, boolean realtime) {
        if (websocket) {
            return realtime ? DUAL : WEBSOCKET;
        }
        return realtime ? REALTIME : NONE;
    }
}
