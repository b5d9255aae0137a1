const KEPT_MILLIS = 3_600_000

/**
 * The places of a tab in its channels, which outlive a reload: positions and when they were kept,
 * nothing of what was received.
 */
export class Places {
  /** @type {Record<string, [position: string, time: number]>} */
  #all = {}

  /**
   * @param {Pick<Storage, 'getItem' | 'setItem'> | undefined} storage
   * @param {string} key
   */
  constructor(storage, key) {
    this.storage = storage
    this.key = key
    this.#read()
  }

  #read() {
    try {
      Object.assign(this.#all, JSON.parse(this.storage?.getItem(this.key) ?? '{}'))
    } catch {
      // written by something else
    }
  }

  /** @param {string} channel */
  of(channel) {
    const [position, time] = this.#all[channel] ?? []
    return Date.now() - (time ?? 0) < KEPT_MILLIS ? position : undefined
  }

  /** @param {Iterable<readonly [channel: string, position: string]>} places */
  keep(places) {
    const now = Date.now()
    this.#read() // another client of this page may have kept others meanwhile
    for (const [channel, position] of places) this.#all[channel] = [position, now]
    for (const [channel, [, time]] of Object.entries(this.#all)) {
      if (now - time >= KEPT_MILLIS) delete this.#all[channel]
    }
    try {
      this.storage?.setItem(this.key, JSON.stringify(this.#all))
    } catch {
      // full: a reload begins with the next message
    }
  }
}
