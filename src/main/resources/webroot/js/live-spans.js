/**
 * When the page was connected, as spans of whole seconds: a second without events is a zero only within one; outside,
 * nobody knows.
 */
export class LiveSpans {
  #spans = [];
  #kept;

  /** @param seconds how far back spans are kept */
  constructor(seconds) {
    this.#kept = seconds;
  }

  /** Notes whether the page is connected from now on. */
  note(live, second) {
    const last = this.#spans.at(-1);
    const open = last !== undefined && last.to === Infinity;
    if (live && !open) {
      this.#spans.push({ from: second, to: Infinity });
    } else if (!live && open) {
      last.to = second;
    }
    this.#spans = this.#spans.filter((span) => span.to >= second - this.#kept);
  }

  /** Whether the page was connected throughout that second. */
  covers(second) {
    return this.#spans.some((span) => span.from < second && second < span.to);
  }
}
