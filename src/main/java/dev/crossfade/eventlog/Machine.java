package dev.crossfade.eventlog;

/** What the log has of the machine that it runs on: a disk and clocks. */
record Machine(Disk disk, LogTime time) {
    static Machine real() {
        return new Machine(Disk.real(), LogTime.system());
    }
}
