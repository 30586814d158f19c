const KEPT = 8;

/** The daemon's clock less ours, in milliseconds, from pings: the one with the shortest round trip is believed. */
export class ClockSkew {
  #samples = [];

  add(sentAt, receivedAt, daemonTime) {
    if (Number.isNaN(daemonTime)) {
      return;
    }
    this.#samples.push({ trip: receivedAt - sentAt, skew: daemonTime - (sentAt + receivedAt) / 2 });
    if (this.#samples.length > KEPT) {
      this.#samples.shift();
    }
  }

  get known() {
    return this.#samples.length > 0;
  }

  get value() {
    return this.known ? this.#samples.reduce((best, s) => (s.trip < best.trip ? s : best)).skew : 0;
  }
}
