// Positions: `EPOCH-OFFSET`. Only within an epoch can two be compared.

/** @param {string | undefined} text */
export const isPosition = (text) => /^[a-z0-9]{1,16}-\d+$/.test(text ?? '')

/** @param {string} position */
export const epochOf = (position) => position.slice(0, position.lastIndexOf('-'))

/** @param {string} position */
export const offsetOf = (position) => Number(position.slice(position.lastIndexOf('-') + 1))

/**
 * @param {string} one
 * @param {string} other
 */
export const sameEpoch = (one, other) => epochOf(one) === epochOf(other)

/** A place in a channel that only moves on. */
export class Cursor {
  /** @type {Set<string>} epochs that it has left */
  #left = new Set()

  /** @param {string} [position] undefined: not placed yet */
  constructor(position) {
    this.position = position
  }

  /**
   * Whether this position lies ahead.
   * @param {string} position
   */
  isBefore(position) {
    if (this.position === undefined) return true
    return sameEpoch(this.position, position)
      ? offsetOf(this.position) < offsetOf(position)
      : !this.#left.has(epochOf(position))
  }

  /**
   * Moves on to a position, and says whether it did: not where it is there, or further, already.
   * @param {string} position
   */
  moveTo(position) {
    if (!this.isBefore(position)) return false
    if (this.position !== undefined && !sameEpoch(this.position, position)) {
      this.#left.add(epochOf(this.position))
    }
    this.position = position
    return true
  }
}
