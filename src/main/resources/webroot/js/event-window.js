import { BoundedList } from './bounded-list.js';
import { CATEGORIES } from './categories.js';

const MIB = 1024 * 1024;

/** What the stream shows: any of these categories (empty: all) and this text (empty: any). */
export const NO_FILTER = Object.freeze({ categories: Object.freeze([]), text: '' });

/**
 * The newest rows that match the filter, and how many came while the stream is held.
 *
 * Besides the rows shown it keeps the newest of each category, so that a filter on a quiet category finds its rows
 * even while another category floods.
 */
export class EventWindow {
  #recent;
  #shown;
  #waiting;
  #filter = NO_FILTER;
  #heldAt = Infinity;
  #waitingCount = 0;
  #limit;

  constructor(limit = 500, weight = 16 * MIB) {
    this.#limit = limit;
    this.#recent = [...CATEGORIES, 'other'].map(() => new BoundedList(limit, weight / 4));
    this.#shown = new BoundedList(limit, weight);
    this.#waiting = new BoundedList(limit, weight);
  }

  get filter() {
    return this.#filter;
  }

  get held() {
    return this.#heldAt !== Infinity;
  }

  /** Matching rows that came since the stream is held. */
  get waiting() {
    return this.#waitingCount;
  }

  get size() {
    return this.#shown.size;
  }

  get limit() {
    return this.#limit;
  }

  /** The i-th newest row shown, from 0. */
  row(i) {
    return this.#shown.newest(i);
  }

  add(row) {
    this.#recent[row.category < 0 ? CATEGORIES.length : row.category].push(row);
    if (this.#matches(row)) {
      this.#place(row);
    }
  }

  /** Keeps what is shown as it is; what comes waits. */
  hold(order) {
    if (!this.held) {
      this.#heldAt = order;
    }
  }

  /** Shows what waited. */
  release() {
    this.#heldAt = Infinity;
    for (const row of this.#waiting) {
      this.#shown.push(row);
    }
    this.#forgetWaiting();
  }

  setFilter(filter) {
    this.#filter = { categories: filter.categories, text: filter.text.trim().toLowerCase() };
    this.#shown.clear();
    this.#forgetWaiting();
    const rows = this.#recent.flatMap((list) => [...list]).filter((row) => this.#matches(row));
    rows.sort((a, b) => a.order - b.order).forEach((row) => this.#place(row));
  }

  #place(row) {
    if (row.order > this.#heldAt) {
      this.#waiting.push(row);
      this.#waitingCount++;
    } else {
      this.#shown.push(row);
    }
  }

  #matches(row) {
    const { categories, text } = this.#filter;
    if (row.gap) {
      return true;
    }
    return (categories.length === 0 || categories.includes(row.category)) && (text === '' || row.contains(text));
  }

  #forgetWaiting() {
    this.#waiting.clear();
    this.#waitingCount = 0;
  }
}
