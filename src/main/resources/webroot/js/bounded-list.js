/**
 * The newest items pushed, bounded both in number and in weight; the oldest give way.
 *
 * Weight is whatever the caller says an item weighs (here: bytes). The newest item always stays.
 */
export class BoundedList {
  #slots;
  #head = 0;
  #size = 0;
  #weight = 0;
  #maxWeight;

  constructor(maxItems, maxWeight) {
    this.#slots = new Array(maxItems);
    this.#maxWeight = maxWeight;
  }

  get size() {
    return this.#size;
  }

  /** Adds an item; its `weight` counts. */
  push(item) {
    if (this.#size === this.#slots.length) {
      this.#evict();
    }
    this.#slots[(this.#head + this.#size) % this.#slots.length] = item;
    this.#size++;
    this.#weight += item.weight;
    while (this.#weight > this.#maxWeight && this.#size > 1) {
      this.#evict();
    }
  }

  /** The i-th newest, from 0. */
  newest(i) {
    return this.#slots[(this.#head + this.#size - 1 - i) % this.#slots.length];
  }

  /** All items, oldest first. */
  *[Symbol.iterator]() {
    for (let i = 0; i < this.#size; i++) {
      yield this.#slots[(this.#head + i) % this.#slots.length];
    }
  }

  clear() {
    this.#slots.fill(undefined);
    this.#head = 0;
    this.#size = 0;
    this.#weight = 0;
  }

  #evict() {
    this.#weight -= this.#slots[this.#head].weight;
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#slots.length;
    this.#size--;
  }
}
