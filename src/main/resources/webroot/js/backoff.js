/** Delays before reconnecting: doubling from `first` to `most` milliseconds, the upper half of each left to chance. */
export class Backoff {
  #first;
  #most;
  #random;
  #attempt = 0;

  constructor(first = 500, most = 15_000, random = Math.random) {
    this.#first = first;
    this.#most = most;
    this.#random = random;
  }

  next() {
    const ceiling = Math.min(this.#most, this.#first * 2 ** this.#attempt);
    this.#attempt = Math.min(this.#attempt + 1, 30);
    return Math.round(ceiling / 2 + (ceiling / 2) * this.#random());
  }

  reset() {
    this.#attempt = 0;
  }
}
