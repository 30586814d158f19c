/**
 * Decides when changes are drawn: with the next frame, but at most once in `interval` milliseconds, however many
 * changes there are. Nothing is drawn while the page is hidden.
 */
export class RenderLoop {
  #interval;
  #listeners = new Set();
  #scheduled = false;
  #last = -Infinity;

  constructor(interval) {
    this.#interval = interval;
  }

  /** Has `draw` called for every drawing; answers the function that ends it. */
  listen(draw) {
    this.#listeners.add(draw);
    return () => this.#listeners.delete(draw);
  }

  /** Something changed. */
  request() {
    if (!this.#scheduled) {
      this.#scheduled = true;
      const wait = this.#last + this.#interval - performance.now();
      setTimeout(() => requestAnimationFrame((time) => this.#draw(time)), Math.max(0, wait));
    }
  }

  #draw(time) {
    this.#scheduled = false;
    this.#last = time;
    this.#listeners.forEach((draw) => draw());
  }
}
