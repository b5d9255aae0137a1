import { delay } from './closing.js'
import { BelfryError } from './errors.js'
import { markRequest } from './http.js'
import { ask } from './link.js'
import { changeOf, count, isMeant, withSet } from './marks.js'

const PENDING_MAX = 1_000

/** Counts end here: it means so many or more. */
const MANY = 100

/** What a mark of all takes off the counts, however many there are. */
const ALL = 1e6

/**
 * A mark that the server has not answered; it outlives a connection.
 * @typedef {object} Pending
 * @property {import('./inbox.js').Inbox} view where it was made
 * @property {import('./types.js').Mark} mark
 * @property {{ ids: string[], set: import('./types.js').Change['set'] }} change of items that were
 *   known
 * @property {number} madeAt by this machine's clock
 * @property {boolean} late whether it may come to the server some time after it was made
 * @property {boolean} met whether the server has said something since
 * @property {number} attempt
 * @property {import('./types.js').Counts} delta what it adds to the counts
 * @property {() => void} resolve
 * @property {(error: BelfryError) => void} reject
 */

/**
 * What the views of a client have in common: the counts, the marks without an answer, and what the
 * server tells. Items are changed as soon as they are marked. What comes from the server is put on
 * top, and then the marks without an answer again; so all that is needed where one is refused is
 * to ask anew.
 */
export class Inboxes {
  /** @type {Set<import('./inbox.js').Inbox>} */
  views = new Set()
  /** @type {import('./types.js').Counts} as views show them */
  counts = { unread: 0, unseen: 0 }
  /** @type {import('./link.js').Link | undefined} */
  link
  /** As the server has told them last. */
  #told = this.counts
  /** @type {Set<Pending>} */
  #pending = new Set()
  /** @type {Map<string, import('./types.js').Change['set']> | undefined} what those say of items */
  #sets
  /** By how much the server's clock is ahead. */
  #ahead = 0
  #asleep = false

  /**
   * @param {(path: string, init?: RequestInit) => Promise<Response>} http for paths below
   *   `/v1/inbox`
   * @param {(preferences: import('./types.js').Preferences) => void} preferred
   */
  constructor(http, preferred) {
    this.http = http
    this.preferred = preferred
  }

  /** @param {import('./link.js').Link} link @param {import('./types.js').Session} session */
  connected(link, { ahead = 0 }) {
    this.link = link
    this.#ahead = ahead
    this.#asleep = false
    for (const pending of this.#pending) this.#send(link, pending)
    for (const view of this.views) view.ask()
  }

  disconnected() {
    this.link = undefined
    for (const pending of this.#pending) pending.late = true
  }

  /** The page goes, perhaps for good: what has no answer leaves by requests that outlive it. */
  leave() {
    this.#asleep = true
    this.disconnected()
    for (const pending of this.#pending) this.#sendLast(pending)
  }

  /**
   * Nothing that was known counts any more: it is another user's, or there is no client.
   * @param {BelfryError} error
   * @param {boolean} [over]
   */
  forget(error, over) {
    for (const { reject } of this.#pending) reject(error)
    this.#pending.clear()
    this.tell({ unread: 0, unseen: 0 })
    for (const view of [...this.views]) view.forget(over ? error : undefined)
  }

  /** @param {import('./types.js').Push} push */
  take({ notification, inbox }) {
    if (notification) for (const view of this.views) view.add(notification)
    if (!inbox) return
    const { counts, reset, same, changes = [], version } = inbox
    this.tell(counts)
    for (const { preferences } of changes) if (preferences) this.preferred(preferences)
    for (const view of this.views) {
      if (reset && !same) view.renew()
      else view.take(changes, version)
    }
  }

  /** @param {import('./types.js').Counts} counts as the server has them */
  tell(counts) {
    this.#told = counts
    for (const pending of this.#pending) pending.met = true
    this.#count()
  }

  /** After a change of what the server has told, or of the marks without an answer. */
  #count() {
    this.#sets = undefined
    const { unread, unseen } = this.counts
    const next = { unread: this.#shown('unread'), unseen: this.#shown('unseen') }
    if (unread !== next.unread || unseen !== next.unseen) this.counts = next
  }

  /** @param {'unread' | 'unseen'} name */
  #shown(name) {
    const told = this.#told[name]
    let sum = told
    for (const { delta } of this.#pending) sum += delta[name]
    if (told >= MANY && sum > told - ALL / 2) return told
    return Math.min(Math.max(sum, 0), MANY)
  }

  /** Whether there are marks without an answer. */
  get marking() {
    return this.#pending.size > 0
  }

  /**
   * The items of a view with what this client has marked.
   * @param {import('./types.js').Item[]} items
   */
  marked(items) {
    if (!this.#sets) {
      this.#sets = new Map()
      for (const { change } of this.#pending) {
        for (const id of change.ids) this.#sets.set(id, { ...this.#sets.get(id), ...change.set })
      }
    }
    const sets = this.#sets
    return items.flatMap((item) => sets.has(item.id) ? withSet(item, sets.get(item.id)) : [item])
  }

  /**
   * @param {import('./inbox.js').Inbox} view
   * @param {import('./types.js').Mark} mark
   * @returns {Promise<void>}
   */
  mark(view, mark) {
    if (this.#pending.size >= PENDING_MAX) {
      const message = `${PENDING_MAX} marks have no answer yet`
      return Promise.reject(new BelfryError('rate-limited', message, true))
    }
    const made = new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
      const { link } = this
      /** @type {Pending} */
      const pending = {
        view, mark, madeAt: Date.now(), late: !link, met: false, attempt: 0, resolve, reject,
        ...this.#effect(changeOf(mark)),
      }
      this.#pending.add(pending)
      this.#count()
      for (const each of this.views) each.take([])
      if (link) this.#send(link, pending)
      else if (this.#asleep) this.#sendLast(pending)
    })
    made.catch(() => {}) // told by `error` too
    return made
  }

  /**
   * What a mark does to items that are known, and to the counts.
   * @param {import('./types.js').Change} mark
   */
  #effect(mark) {
    const items = new Map([...this.views].flatMap(({ held }) => held.map((one) => [one.id, one])))
    const known = [...items.values()].filter((item) => isMeant(item, mark))
    const { all, set } = mark
    const change = { ids: known.map(({ id }) => id), set }
    const [before, after] = [count(known), count(known.flatMap((item) => withSet(item, set)))]
    const { state = 'inbox', category, tag, channel, group } = all ?? {}
    const whole = all && set && /^(inbox|unread)$/.test(state) &&
      !(category ?? tag ?? channel ?? group)
    const most = whole && (set.deleted || set.archived || set.read)
    const delta = {
      unread: most ? -ALL : after.unread - before.unread,
      unseen: most || (whole && set.seen) ? -ALL : after.unseen - before.unseen,
    }
    return { change, delta }
  }

  /** @param {import('./link.js').Link} link @param {Pending} pending */
  #send(link, pending) {
    ask(link, 'mark', this.#onWire(pending), ({ counts }) => {
      this.#pending.delete(pending)
      this.tell(counts)
      pending.resolve()
      // What all were then may not be what they were here.
      if (pending.mark.all && pending.met) this.#renew()
    }, (error) => {
      if (link.over || !this.#pending.has(pending)) return // sent again
      if (error.temporary) {
        pending.late = true
        setTimeout(() => {
          if (link === this.link) this.#send(link, pending)
        }, delay(pending.attempt++))
        return
      }
      this.#pending.delete(pending)
      pending.reject(error)
      pending.view.refused(error)
      this.#count()
      this.#renew()
    })
  }

  #renew() {
    for (const view of this.views) view.renew()
  }

  /** A mark that is late says when it was made, by the server's clock. @param {Pending} pending */
  #onWire({ mark, madeAt, late }) {
    return late && !/snoozed/.test(mark.as)
      ? { ...mark, at: new Date(madeAt + this.#ahead).toISOString() }
      : mark
  }

  /** @param {Pending} pending */
  #sendLast(pending) {
    const [path, init] = markRequest(this.#onWire(pending))
    this.http(path, { ...init, keepalive: true }).catch(() => {}) // sent again if the page is back
  }
}
