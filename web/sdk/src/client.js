import { Connection } from './connection.js'
import { Emitter } from './emitter.js'
import { BelfryError } from './errors.js'
import { Feed } from './feed.js'
import { pathOf } from './http.js'
import { Inbox } from './inbox.js'
import { Inboxes } from './inboxes.js'
import { Places } from './places.js'
import { offsetOf, sameEpoch } from './position.js'
import { Subscription } from './subscription.js'

const PENDING_MAX = 1_000
const KEEP_MILLIS = 1_000

/**
 * @typedef {object} Request a command that has no reply yet; it outlives a connection
 * @property {string} name
 * @property {object} body
 * @property {(ok: any) => void} resolve
 * @property {(error: BelfryError) => void} reject
 */

/**
 * A client of a Belfry server. It connects by itself, and again whenever the connection is lost;
 * subscriptions go on where they were, publishes are sent until they are answered, and kept once.
 * @extends {Emitter<{
 *   state: import('./types.js').StateChange,
 *   preferences: import('./types.js').Preferences,
 *   error: BelfryError,
 * }>}
 */
export class Belfry extends Emitter {
  /** @type {import('./types.js').StateChange} */
  #change = { state: 'connecting' }
  /** @type {Map<string, Feed>} */
  #feeds = new Map()
  /** @type {Set<Subscription>} */
  #subscriptions = new Set()
  /** @type {Set<Request>} */
  #pending = new Set()
  #places = new Places(undefined, '')
  #connection
  #platform
  #keeper
  #inboxes = new Inboxes(
    (path, init) => this.#connection.askInbox(path, init),
    (preferences) => this.emit('preferences', preferences),
  )

  /**
   * @param {URL} server
   * @param {import('./types.js').ConnectOptions} options
   * @param {import('./platform.js').Platform} platform
   */
  constructor(server, options, platform) {
    super()
    this.#platform = platform
    this.#connection = new Connection(server, options, platform, {
      identified: (name) => this.#identified(name),
      opened: (link, session) => this.#opened(link, session),
      lost: () => this.#lost(),
      take: (push) => this.#take(push),
      changed: (change) => this.#changed(change),
      leaving: () => {
        this.#keepPlaces()
        this.#inboxes.leave()
      },
      feed: (channel) => this.feed(channel),
    })
    this.#keeper = platform.storage && setInterval(() => this.#keepPlaces(), KEEP_MILLIS)
  }

  /** What the connection is doing. `state` tells of each change. */
  get state() {
    return this.#change.state
  }

  /** How the server is reached while the state is `open`; else undefined. */
  get via() {
    return this.#change.via
  }

  /**
   * Subscribes to a channel. With a handler, it is called for each message; without, iterate.
   * @overload
   * @param {string} channel
   * @param {(message: import('./types.js').Message) => void} [handler]
   * @returns {Subscription}
   */
  /**
   * @overload
   * @param {string} channel
   * @param {import('./types.js').SubscribeOptions} options
   * @param {(message: import('./types.js').Message) => void} [handler]
   * @returns {Subscription}
   */
  /**
   * @param {string} channel
   * @param {import('./types.js').SubscribeOptions | ((message: any) => void)} [options]
   * @param {(message: import('./types.js').Message) => void} [handler]
   */
  subscribe(channel, options, handler) {
    if (this.state === 'closed') throw closed()
    const [given, called] = typeof options === 'function' ? [{}, options] : [options ?? {}, handler]
    const place = this.#places.of(channel)
    const subscription = new Subscription(this, channel, given, called, place)
    this.#subscriptions.add(subscription)
    return subscription
  }

  /**
   * Publishes; resolves when the message is kept. It is kept once, however often the connection is
   * lost meanwhile.
   * @param {string} channel
   * @param {any} data any JSON
   * @param {import('./types.js').PublishOptions} [options]
   * @returns {Promise<import('./types.js').Published>}
   */
  publish(channel, data, options = {}) {
    return this.#request('publish', { channel, data, ...options, key: options.key ?? freshKey() })
  }

  /**
   * Reads a page of a channel's history.
   * @param {string} channel
   * @param {import('./types.js').HistoryOptions} [options]
   * @returns {Promise<import('./types.js').Page>}
   */
  history(channel, options = {}) {
    return this.#request('history', { channel, ...options })
  }

  /**
   * Asks who is present in a channel.
   * @param {string} channel
   * @returns {Promise<import('./types.js').Present>}
   */
  presence(channel) {
    return this.#request('presence', { channel })
  }

  /**
   * A live view of the user's inbox. The views of a client share what the connection brings.
   * @param {import('./types.js').InboxOptions} [options]
   */
  inbox(options = {}) {
    if (this.state === 'closed') throw closed()
    return new Inbox(this.#inboxes, options)
  }

  /**
   * Counts what is unread and unseen by up to 16 filters.
   * @param {Omit<import('./types.js').InboxFilter, 'state'>[]} filters
   * @returns {Promise<import('./types.js').Counts[]>} in their order
   */
  async counts(filters) {
    return (await this.#ask('/counts', 'POST', { filters })).counts
  }

  /**
   * What the user wants of each category.
   * @returns {Promise<import('./types.js').Preferences>}
   */
  async preferences() {
    return (await this.#ask('/preferences')).categories
  }

  /**
   * Sets what the user wants of some categories.
   * @param {import('./types.js').Preferences} categories
   * @returns {Promise<import('./types.js').Preferences>} of all categories
   */
  async setPreferences(categories) {
    return (await this.#ask('/preferences', 'PUT', { categories })).categories
  }

  /**
   * The feeds that the user follows.
   * @returns {Promise<string[]>}
   */
  async follows() {
    return (await this.#ask('/follows')).follows
  }

  /**
   * Lets a feed into the user's inbox.
   * @param {string} channel
   * @returns {Promise<void>}
   */
  follow(channel) {
    return this.#ask(pathOf('/follows', channel), 'PUT')
  }

  /**
   * Takes a feed out of the user's inbox.
   * @param {string} channel
   * @returns {Promise<void>}
   */
  unfollow(channel) {
    return this.#ask(pathOf('/follows', channel), 'DELETE')
  }

  /**
   * @param {string} path
   * @param {string} [method]
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  async #ask(path, method, body) {
    const response = await this.#inboxes.http(path, { method, body: JSON.stringify(body) })
    return response.status === 204 ? undefined : response.json()
  }

  /** Ends all subscriptions and the connection. What has no answer yet is rejected. */
  close() {
    this.#connection.close()
  }

  /**
   * @internal
   * @param {string} channel
   */
  feed(channel) {
    const known = this.#feeds.get(channel)
    if (known) return known
    const feed = new Feed(channel, () => {
      if (this.#feeds.get(channel) === feed) this.#feeds.delete(channel)
    })
    this.#feeds.set(channel, feed)
    if (this.#connection?.link) feed.connected(this.#connection.link)
    return feed
  }

  /** @internal @param {Subscription} subscription */
  forget(subscription) {
    this.#subscriptions.delete(subscription)
  }

  /** @internal @param {BelfryError} error that nobody else has heard of */
  failed(error) {
    if (!this.emit('error', error)) console.error(error)
  }

  /**
   * @param {string} name
   * @param {object} body
   * @returns {Promise<any>}
   */
  #request(name, body) {
    if (this.state === 'closed') return Promise.reject(closed())
    if (this.#pending.size >= PENDING_MAX) {
      const message = `${PENDING_MAX} requests have no answer yet`
      return Promise.reject(new BelfryError('rate-limited', message, true))
    }
    return new Promise((resolve, reject) => {
      const request = { name, body, resolve, reject }
      this.#pending.add(request)
      const { link } = this.#connection
      if (link) this.#send(link, request)
    })
  }

  /** @param {import('./link.js').Link} link @param {Request} request */
  async #send(link, request) {
    try {
      const ok = await link.request(request.name, request.body)
      this.#pending.delete(request)
      request.resolve(ok)
    } catch (error) {
      const { closeCode } = /** @type {BelfryError} */ (error)
      const tooLarge = closeCode === 1009 && request === this.#largest()
      if (link.over && !tooLarge) return // sent again
      this.#pending.delete(request)
      request.reject(/** @type {BelfryError} */ (error))
    }
  }

  /** The request that a connection which ended since a frame was too large has ended for. */
  #largest() {
    const length = (/** @type {Request} */ { body }) => JSON.stringify(body).length
    return [...this.#pending].reduce((one, other) => length(one) < length(other) ? other : one)
  }

  /** @param {string} name */
  #identified(name) {
    if (this.#places.key === name) return
    if (this.#places.key) this.#inboxes.forget(closed())
    this.#places = new Places(this.#platform.storage, name)
    for (const subscription of this.#subscriptions) {
      subscription.resumeAt(this.#places.of(subscription.channel))
    }
  }

  /** @param {import('./link.js').Link} link @param {import('./types.js').Session} session */
  #opened(link, session) {
    for (const request of this.#pending) this.#send(link, request)
    for (const feed of [...this.#feeds.values()]) feed.connected(link)
    this.#inboxes.connected(link, session)
  }

  #lost() {
    for (const feed of this.#feeds.values()) feed.disconnected()
    this.#inboxes.disconnected()
  }

  /** @param {import('./types.js').Push} push */
  #take(push) {
    this.#inboxes.take(push)
    const [about] = Object.values(push)
    this.#feeds.get(about?.channel)?.take(push)
  }

  /** @param {import('./types.js').StateChange} change */
  #changed(change) {
    this.#change = change
    if (change.state === 'closed') this.#closed(change.error)
    this.emit('state', change)
  }

  /** @param {BelfryError} [error] */
  #closed(error) {
    this.#keepPlaces()
    clearInterval(this.#keeper)
    for (const subscription of [...this.#subscriptions]) subscription.close()
    for (const { reject } of this.#pending) reject(error ?? closed())
    this.#pending.clear()
    this.#inboxes.forget(error ?? closed(), true)
    if (error) this.failed(error)
  }

  /** Keeps the places of the subscriptions, for a reload; of several to a channel, the oldest. */
  #keepPlaces() {
    /** @type {Map<string, string>} */
    const places = new Map()
    for (const { channel, position } of this.#subscriptions) {
      const other = places.get(channel)
      if (!position) continue
      const older = other && sameEpoch(other, position) && offsetOf(other) < offsetOf(position)
      if (!older) places.set(channel, position)
    }
    this.#places.keep(places)
  }
}

const closed = () => new BelfryError('closed', 'the client is closed')

/** An idempotency key that nobody else uses. */
const freshKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(36).padStart(2, '0')).join('')
}
