import { delay } from './closing.js'
import { BelfryError } from './errors.js'
import { Cursor, isPosition, offsetOf, sameEpoch } from './position.js'

/** A subscriber of a feed, at a place of its own. */
export class Subscriber {
  /** Whether the wire brings all that lies after its place. */
  served = false

  /**
   * @param {string | undefined} since as on the wire
   * @param {boolean | 'count' | undefined} presence
   * @param {object} handlers
   * @param {(beginning: import('./types.js').Beginning) => void} handlers.opened called once
   * @param {(push: import('./types.js').Push) => void} handlers.take
   * @param {(error: BelfryError) => void} handlers.fail called at most once; nothing comes after it
   */
  constructor(since, presence, { opened, take, fail }) {
    this.since = since
    this.presence = presence
    this.cursor = new Cursor(isPosition(since) ? since : undefined)
    this.opened = opened
    this.take = take
    this.fail = fail
  }
}

/**
 * One channel of a client: any number of subscribers that share one subscription on the wire.
 * Each has a place of its own and is given what lies after it, so what comes twice on the wire is
 * seen once. Where one joins at an older place than that of the wire, the feed subscribes anew
 * from there.
 */
export class Feed {
  /** @type {Set<Subscriber>} */
  subscribers = new Set()
  /** @type {import('./link.js').Link | undefined} */
  #link
  /** Whether a subscribe has been sent that has no reply yet. */
  #asking = false
  #live = false
  /** @type {boolean | 'count' | undefined} what was asked for on the wire */
  #presence
  /** @type {string | undefined} the place of the wire */
  #position
  /** @type {string | undefined} the newest message when the wire's subscription began */
  #head
  /** @type {import('./types.js').Present | undefined} */
  #present
  #attempt = 0
  /** @type {any} */
  #retry

  /**
   * @param {string} channel
   * @param {() => void} unused called when the last subscriber has gone
   */
  constructor(channel, unused) {
    this.channel = channel
    this.unused = unused
  }

  /** @param {Subscriber} subscriber */
  add(subscriber) {
    this.subscribers.add(subscriber)
    this.#sync()
  }

  /** @param {Subscriber} subscriber */
  remove(subscriber) {
    if (this.subscribers.delete(subscriber)) this.#sync()
  }

  /** @param {import('./link.js').Link} link that has opened */
  connected(link) {
    this.disconnected()
    this.#link = link
    if (this.subscribers.size) this.#sync()
  }

  disconnected() {
    this.#link = undefined
    this.#live = this.#asking = false
    this.#present = undefined
    clearTimeout(this.#retry)
    for (const subscriber of this.subscribers) subscriber.served = false
  }

  /**
   * Takes a push of the channel.
   * @param {import('./types.js').Push} push
   */
  take({ message, gap, presence, unsubscribed }) {
    if (unsubscribed) this.#lose(unsubscribed)
    if (!this.#live || this.#asking) return // comes again after the reply
    if (message) this.#takeMessage(message)
    if (gap) this.#takeGap(gap)
    if (presence) this.#takePresence(presence)
  }

  /** @param {import('./types.js').Message} message */
  #takeMessage(message) {
    const push = { message }
    this.#position = message.position
    for (const subscriber of this.#served()) {
      if (subscriber.cursor.moveTo(message.position)) subscriber.take(push)
    }
  }

  /** @param {import('./types.js').Gap} gap */
  #takeGap(gap) {
    this.#position = gap.position
    for (const subscriber of this.#served()) {
      const before = subscriber.cursor.position ?? gap.position
      if (!subscriber.cursor.moveTo(gap.position)) continue
      const missed = gap.missed !== null && sameEpoch(before, gap.position)
        ? Math.min(gap.missed, offsetOf(gap.position) - offsetOf(before))
        : gap.missed
      subscriber.take({ gap: { ...gap, missed } })
    }
  }

  /** @param {any} change */
  #takePresence(change) {
    const { members, joined, left } = change
    let known = members ?? (change.count === undefined ? this.#present?.members : undefined)
    const user = (joined ?? left)?.user
    if (user !== undefined) {
      known = known?.filter((/** @type {import('./types.js').Member} */ one) => one.user !== user)
      if (joined) known?.push(joined)
    }
    this.#present = { count: change.count ?? known?.length ?? 0, members: known }
    for (const subscriber of this.#served()) {
      if (subscriber.presence) subscriber.take({ presence: this.#shown(subscriber, change) })
    }
  }

  /** @param {Subscriber} subscriber @param {any} change */
  #shown(subscriber, change) {
    const { count } = /** @type {import('./types.js').Present} */ (this.#present)
    return subscriber.presence === 'count' ? { channel: this.channel, count } : change
  }

  /** @param {{ code: string }} lost */
  #lose({ code }) {
    this.#live = false
    this.#fail(this.subscribers, new BelfryError(code, `${this.channel} may not be heard any more`))
  }

  #served() {
    return [...this.subscribers].filter(({ served }) => served)
  }

  /** Makes the subscription on the wire what the subscribers need. */
  #sync() {
    if (this.#asking) return
    if (!this.subscribers.size) {
      if (this.#live) this.#link?.request('unsubscribe', { channel: this.channel }).catch(() => {})
      this.#live = false
      this.unused()
      return
    }
    if (!this.#link) return
    if (this.#live) {
      for (const subscriber of this.subscribers) this.#join(subscriber)
      if (this.#served().length === this.subscribers.size && !this.#wantsPresence()) return
    }
    this.#ask()
  }

  /**
   * Serves a subscriber by what the wire brings as it is, where that will do.
   * @param {Subscriber} subscriber
   */
  #join(subscriber) {
    if (subscriber.served) return
    const wire = /** @type {string} */ (this.#position)
    const { position } = subscriber.cursor
    if (position === undefined && subscriber.since === undefined) {
      subscriber.cursor.moveTo(this.#newest())
    } else if (position === undefined || !sameEpoch(position, wire) ||
      offsetOf(position) < offsetOf(wire)) return
    this.#serve(subscriber, true)
  }

  /** Where a subscriber begins that joins now: after what has come, and after the past. */
  #newest() {
    const [wire, head] = /** @type {[string, string]} */ ([this.#position, this.#head])
    return sameEpoch(wire, head) && offsetOf(wire) < offsetOf(head) ? head : wire
  }

  /**
   * @param {Subscriber} subscriber
   * @param {boolean} recovered
   */
  #serve(subscriber, recovered) {
    const from = /** @type {string} */ (subscriber.cursor.position)
    subscriber.served = true
    subscriber.opened({ from, position: this.#head ?? from, recovered })
    if (subscriber.presence && this.#present) {
      const { count, members } = this.#present
      const { channel } = this
      const all = members ? { channel, members } : { channel, count }
      subscriber.take({ presence: this.#shown(subscriber, all) })
    }
  }

  /** The strongest presence that a subscriber wants; undefined: none. */
  #demand() {
    const demands = [...this.subscribers].map(({ presence }) => presence)
    return demands.includes(true) || (demands.includes('count') ? 'count' : undefined)
  }

  #wantsPresence() {
    const demand = this.#demand()
    return demand !== this.#presence && demand !== undefined && this.#presence !== true
  }

  /** Subscribes on the wire; anew where there is a subscription, since it is not what is needed. */
  #ask() {
    const link = /** @type {import('./link.js').Link} */ (this.#link)
    const { channel } = this
    const since = this.#since()
    const presence = this.#demand()
    const askers = new Set(this.subscribers)
    this.#asking = true
    if (this.#live) link.request('unsubscribe', { channel }).catch(() => {})
    this.#live = false
    this.#present = undefined
    link.ask('subscribe', { channel, since, presence }, (reply) => {
      if (link !== this.#link) return
      this.#presence = presence
      this.#attempt = 0
      this.#answered(since, reply, askers)
    }, (error) => {
      if (link === this.#link && !link.over) this.#refused(since, error)
    })
  }

  /**
   * Where the wire is to begin: what a subscriber without a place names, else the oldest place.
   * Places of several epochs can't be compared: then it is all there is.
   */
  #since() {
    const all = [...this.subscribers]
    const placeless = all.find(({ cursor }) => cursor.position === undefined)
    if (placeless) return placeless.since
    const places = all.map(({ cursor }) => /** @type {string} */ (cursor.position))
    if (places.some((one) => !sameEpoch(one, places[0]))) return 'earliest'
    return places.reduce((oldest, one) => offsetOf(one) < offsetOf(oldest) ? one : oldest)
  }

  /**
   * @param {string | undefined} since what was asked for
   * @param {import('./types.js').Beginning} reply
   * @param {Set<Subscriber>} askers those that were there when it was asked
   */
  #answered(since, { from, position, recovered }, askers) {
    const allPlaced = [...askers].every(({ cursor }) => cursor.position !== undefined)
    this.#asking = false
    this.#live = true
    this.#position = from
    this.#head = position
    for (const subscriber of this.subscribers) {
      const { cursor } = subscriber
      if (!askers.has(subscriber)) continue
      if (cursor.position === undefined) {
        if (subscriber.since !== since) continue
        cursor.moveTo(from)
      } else if (!isPosition(since) && cursor.isBefore(from)) {
        subscriber.served = false
        if (!allPlaced) continue // until it is asked for from there
        this.#serve(subscriber, false)
        cursor.moveTo(from)
        subscriber.take({ gap: { channel: this.channel, missed: null, position: from } })
      }
      if (!subscriber.served) this.#serve(subscriber, recovered)
    }
    this.#sync()
  }

  /**
   * @param {string | undefined} since what was asked for
   * @param {BelfryError} error
   */
  #refused(since, error) {
    this.#asking = false
    if (error.temporary) {
      this.#asking = true // until then
      this.#retry = setTimeout(() => {
        this.#asking = false
        this.#sync()
      }, delay(this.#attempt++))
      return
    }
    const blamed = [...this.subscribers].filter((one) => !one.served && one.since === since)
    const some = error.code === 'bad-request' && blamed.length
    this.#fail(some ? blamed : this.subscribers, error)
  }

  /** @param {Iterable<Subscriber>} subscribers @param {BelfryError} error */
  #fail(subscribers, error) {
    for (const subscriber of [...subscribers]) {
      this.subscribers.delete(subscriber)
      subscriber.fail(error)
    }
    this.#sync()
  }
}
