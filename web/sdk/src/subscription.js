import { Emitter } from './emitter.js'
import { report } from './errors.js'
import { Subscriber } from './feed.js'

const BUFFER_MESSAGES = 1_000

/**
 * A subscription to a channel: a handler is called for each message, in order; or, where there is
 * none, they are taken one by one with `for await`. Nothing is missed in silence: `gap` tells of
 * it.
 *
 * A loop that is slower than the channel is no danger to memory: at 1,000 messages that wait, the
 * subscription leaves the channel, and goes on from its place when they are taken.
 * @extends {Emitter<{
 *   gap: import('./types.js').Gap,
 *   presence: import('./types.js').Present,
 *   error: import('./errors.js').BelfryError,
 * }>}
 */
export class Subscription extends Emitter {
  #client
  #handler
  /** @type {Subscriber | undefined} undefined while it has left the channel */
  #subscriber
  /** @type {import('./types.js').Message[]} */
  #buffer = []
  /** @type {(() => void) | undefined} */
  #wake
  #over = false
  /** @type {import('./errors.js').BelfryError | undefined} */
  #error
  /** @type {import('./types.js').Member[] | undefined} */
  #members
  /** @type {(value: import('./types.js').Beginning) => void} */
  #opened = () => {}
  /** @type {(error: import('./errors.js').BelfryError) => void} */
  #failed = () => {}

  /** The place after which it goes on: of the last message that was handed out, or of a gap. */
  position = /** @type {string | undefined} */ (undefined)

  /**
   * Resolves when the server has taken the subscription; rejects where it refuses it for good.
   * @type {Promise<import('./types.js').Beginning>}
   */
  opened = new Promise((resolve, reject) => {
    this.#opened = resolve
    this.#failed = reject
  })

  /**
   * @param {import('./client.js').Belfry} client
   * @param {string} channel
   * @param {import('./types.js').SubscribeOptions} options
   * @param {((message: import('./types.js').Message) => void) | undefined} handler
   * @param {string} [place] where this tab was before a reload
   */
  constructor(client, channel, options, handler, place) {
    super()
    this.channel = channel
    this.options = options
    this.#client = client
    this.#handler = handler
    this.opened.catch(() => {}) // told by `error` too
    this.#join(this.#isResumable ? place : options.since)
  }

  get #isResumable() {
    return this.options.since === undefined && this.options.resume !== false
  }

  /** Ends it. Nothing is handed out afterwards. */
  close() {
    if (this.#over) return
    this.#over = true
    this.#buffer.length = 0
    this.#leave()
    this.#client.forget(this)
    this.#wake?.()
  }

  /**
   * Goes on from where this tab was before a reload, if it has no place yet.
   * @internal
   * @param {string | undefined} place
   */
  resumeAt(place) {
    if (!place || this.position || !this.#isResumable) return
    this.#leave()
    this.#join(place)
  }

  /** @param {string | undefined} since */
  #join(since) {
    this.#subscriber = new Subscriber(since, this.options.presence, {
      opened: (beginning) => {
        this.position ??= beginning.from
        this.#opened(beginning)
      },
      take: (push) => this.#take(push),
      fail: (error) => this.#fail(error),
    })
    this.#client.feed(this.channel).add(this.#subscriber)
  }

  #leave() {
    if (this.#subscriber) this.#client.feed(this.channel).remove(this.#subscriber)
    this.#subscriber = undefined
  }

  /** @param {import('./types.js').Push} push */
  #take({ message, gap, presence }) {
    if (this.#over) return
    if (message) this.#takeMessage(message)
    if (gap) {
      if (!this.#buffer.length) this.position = gap.position
      this.emit('gap', gap)
    }
    if (presence) this.#takePresence(presence)
  }

  /** @param {import('./types.js').Message} message */
  #takeMessage(message) {
    if (!this.#handler) {
      this.#buffer.push(message)
      if (this.#buffer.length >= BUFFER_MESSAGES) this.#leave()
      this.#wake?.()
      return
    }
    this.position = message.position
    try {
      this.#handler(message)
    } catch (error) {
      report(error)
    }
  }

  /** @param {any} change */
  #takePresence({ members, joined, left, count }) {
    const user = (joined ?? left)?.user
    const others = this.#members?.filter((member) => member.user !== user)
    if (members || count !== undefined) this.#members = members
    else this.#members = joined ? others?.concat(joined) : others
    this.emit('presence', {
      count: count ?? this.#members?.length ?? 0,
      ...(this.#members && { members: this.#members }),
      ...(joined && { joined }),
      ...(left && { left }),
    })
  }

  /** @param {import('./errors.js').BelfryError} error */
  #fail(error) {
    this.#subscriber = undefined
    this.#error = error
    this.close()
    this.#failed(error)
    if (!this.emit('error', error)) this.#client.failed(error)
  }

  /** @returns {AsyncGenerator<import('./types.js').Message, void, void>} */
  async *[Symbol.asyncIterator]() {
    try {
      for (;;) {
        const message = this.#buffer.shift()
        if (message) {
          this.position = message.position
          if (!this.#buffer.length && !this.#subscriber) this.#join(message.position)
          yield message
        } else if (this.#over) {
          if (this.#error) throw this.#error
          return
        } else await new Promise((resolve) => { this.#wake = () => resolve(undefined) })
      }
    } finally {
      this.close()
    }
  }
}
