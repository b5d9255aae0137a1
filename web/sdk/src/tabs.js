const PATIENCE_MILLIS = 2_000
const HEARD_MILLIS = 5_000
const HANDOVER_MILLIS = 500

/**
 * The tabs of one origin and user, of which one, the leader, has a connection for all. It holds a
 * Web Lock; the others wait for that and talk to the leader over a BroadcastChannel. Where no
 * leader answers, a tab does without: two connections do no harm, since each tab knows its
 * places.
 *
 * From a tab come `{hello}` and `{from, visible, line}`, from the leader `{leading}`, `{bye}` and
 * `{to: [ids], line}`; a `line` is one of the framed protocol, or `{lost}` or `{bye}`.
 */
export class Tabs {
  id = Math.random().toString(36).slice(2)
  leading = false
  /** @type {import('./tab-link.js').TabLink | undefined} */
  link
  /** What a leader does with a line of another tab. */
  serve = (/** @type {any} */ _line) => {}
  #heardAt = 0
  /** @type {{ id: string, until: number } | undefined} to whom the last leader gave way */
  #successor
  /** Lets go of the lock. */
  #release = () => {}
  #abort = new AbortController()
  /** @type {(() => void)[]} */
  #undecided = []

  /**
   * @param {string} name of the lock and the channel: the server and the user
   * @param {import('./platform.js').Platform} platform
   * @param {() => void} changed called when this tab leads, leads no more, or hears of a leader
   */
  constructor(name, platform, changed) {
    this.name = name
    this.platform = platform
    this.changed = changed
    const Channel = /** @type {typeof BroadcastChannel} */ (platform.BroadcastChannel)
    this.channel = new Channel(name)
    this.channel.onmessage = ({ data }) => this.#take(data)
    this.#queue()
  }

  get visible() {
    return this.platform.document?.visibilityState !== 'hidden'
  }

  /** Whether another tab leads, and was heard just now. */
  get led() {
    return !this.leading && Date.now() - this.#heardAt < HEARD_MILLIS
  }

  /** Resolves once this tab leads, a leader was heard, or none answered. */
  async decided() {
    if (this.leading || this.led) return
    this.hello()
    await new Promise((resolve) => {
      const late = setTimeout(() => resolve(undefined), PATIENCE_MILLIS)
      this.#undecided.push(() => {
        clearTimeout(late)
        resolve(undefined)
      })
    })
  }

  /** Asks whether a leader is there. */
  hello() {
    this.post({ hello: true })
  }

  /** @param {Record<string, any>} message */
  post(message) {
    if (!this.#abort.signal.aborted) this.channel.postMessage(message)
  }

  /**
   * Gives way to another tab.
   * @param {string} successor
   */
  giveWayTo(successor) {
    this.leading = false
    this.post({ bye: true, successor })
    this.#release()
    this.#queue()
    this.changed()
  }

  /** Leaves the others, for good. */
  leave() {
    if (this.leading) this.post({ bye: true })
    this.leading = false
    this.#abort.abort()
    this.channel.close()
    this.#release()
    this.#decide()
  }

  #decide() {
    for (const resolve of this.#undecided.splice(0)) resolve()
  }

  /** Waits for the lock. */
  #queue() {
    const { signal } = this.#abort
    if (signal.aborted) return
    this.platform.locks?.request(this.name, { signal }, () => this.#lead()).catch(() => {})
  }

  /** Leads; what it returns is how long the lock is held. @returns {Promise<void> | undefined} */
  #lead() {
    if (this.#abort.signal.aborted) return undefined
    const { id, until } = this.#successor ?? { id: this.id, until: 0 }
    if (id !== this.id && Date.now() < until) {
      setTimeout(() => this.#queue(), HANDOVER_MILLIS)
      return undefined
    }
    const held = new Promise((/** @type {(value: void) => void} */ resolve) => {
      this.#release = () => resolve()
    })
    this.leading = true
    this.post({ leading: true })
    this.#decide()
    this.changed()
    return held
  }

  /** @param {any} data */
  #take({ hello, from, line, visible, leading, bye, successor, to }) {
    if (leading || to) this.#heard()
    if (bye) {
      this.#heardAt = 0
      this.#successor = successor && { id: successor, until: Date.now() + PATIENCE_MILLIS }
      this.link?.end(1006, 'the tab with the connection leaves')
    }
    if (to?.includes(this.id)) this.link?.receive(line)
    if (this.leading && hello) this.post({ leading: true })
    if (this.leading && from) this.serve({ from, visible, line })
  }

  #heard() {
    const isNew = !this.led
    this.#heardAt = Date.now()
    this.#decide()
    if (isNew) this.changed()
  }
}
