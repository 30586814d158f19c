/**
 * Counts per series and second over the last so many seconds: a ring of one-second buckets.
 *
 * Time is an argument, in whole seconds, and may only grow; a clock that steps back counts into the newest second.
 */
export class RateRing {
  #series;
  #size;
  #counts;
  #newest = -1;

  /** @param seconds how far back counts can be asked for, the second that is still filling not among them */
  constructor(series, seconds) {
    this.#series = series;
    this.#size = seconds + 1;
    this.#counts = new Uint32Array(series * this.#size);
  }

  add(series, second, count = 1) {
    this.advance(second);
    this.#counts[this.#slot(series, this.#newest)] += count;
  }

  /** Moves on to a second, emptying the buckets of those that passed without a count. */
  advance(second) {
    if (this.#newest < 0) {
      this.#newest = second;
    }
    const from = Math.max(this.#newest + 1, second - this.#size + 1);
    for (let s = from; s <= second; s++) {
      for (let i = 0; i < this.#series; i++) {
        this.#counts[this.#slot(i, s)] = 0;
      }
    }
    this.#newest = Math.max(this.#newest, second);
  }

  /** The count in one second; 0 for a second that is no longer, or not yet, kept. */
  at(series, second) {
    const age = this.#newest - second;
    return age < 0 || age >= this.#size || second < 0 ? 0 : this.#counts[this.#slot(series, second)];
  }

  #slot(series, second) {
    return series * this.#size + (second % this.#size);
  }
}
