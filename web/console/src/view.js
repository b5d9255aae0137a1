/**
 * A part of the console. It is shown in its own element, and told when it is seen and when not.
 * @typedef {object} View
 * @property {(rest: string) => void} [open] it is seen; the rest is what its address names
 * @property {() => void} [close]
 * @property {number} [everyMillis] how often `refresh` is called while it is seen
 * @property {(signal: AbortSignal) => Promise<void>} [refresh]
 */

/** Calls something again and again while a view and the page are seen, never twice at a time. */
export class Repeater {
  /** @type {AbortController | undefined} */
  #round
  #askedAgain = false
  #waiting = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  #view
  #failed

  /**
   * @param {View} view
   * @param {(error: Error | undefined) => void} failed told how each round ended
   */
  constructor(view, failed) {
    this.#view = view
    this.#failed = failed
    document.addEventListener('visibilitychange', this.#look)
    this.#look()
  }

  #look = () => {
    if (document.hidden) this.#stop()
    else if (!this.#round) this.#go()
  }

  async #go() {
    this.#waiting = false
    const round = this.#round = new AbortController()
    try {
      await this.#view.refresh?.(round.signal)
      if (!round.signal.aborted) this.#failed(undefined)
    } catch (error) {
      if (!round.signal.aborted) this.#failed(/** @type {Error} */ (error))
    }
    if (round.signal.aborted) return
    const millis = this.#askedAgain ? 0 : this.#view.everyMillis
    this.#askedAgain = false
    this.#timer = setTimeout(() => this.#go(), millis)
    this.#waiting = true
  }

  /** Does it now, or after the round that runs, since what is asked for has changed. */
  again() {
    this.#askedAgain = Boolean(this.#round) && !this.#waiting
    if (this.#askedAgain) return
    this.#stop()
    this.#look()
  }

  #stop() {
    clearTimeout(this.#timer)
    this.#round?.abort()
    this.#round = undefined
  }

  end() {
    document.removeEventListener('visibilitychange', this.#look)
    this.#stop()
  }
}
