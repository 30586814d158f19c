const MOST_NODES = 256;

/** What has been seen of each node's sequence ids: tells repeats from news, and how much lies between. */
export class SequenceTracker {
  #last = new Map();

  /** Whether this event is new; remembers it. An event without node or sequence id is always new. */
  isNew(event) {
    const { node, sequence_id: id } = event;
    if (typeof id !== 'number') {
      return true;
    }
    if (id <= (this.#last.get(node) ?? 0)) {
      return false;
    }
    if (this.#last.size >= MOST_NODES && !this.#last.has(node)) {
      this.#last.delete(this.#last.keys().next().value);
    }
    this.#last.set(node, id);
    return true;
  }

  /** The stretches that lie between what was seen before and the oldest of these events, oldest first, per node. */
  gapsBefore(events) {
    const oldest = new Map();
    for (const { node, sequence_id: id } of events) {
      if (typeof id === 'number' && !oldest.has(node)) {
        oldest.set(node, id);
      }
    }
    const gaps = [];
    for (const [node, id] of oldest) {
      const last = this.#last.get(node);
      if (last !== undefined && id > last + 1) {
        gaps.push({ node, from: last + 1, to: id - 1, missed: id - 1 - last });
      }
    }
    return gaps;
  }
}
