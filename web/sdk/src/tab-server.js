import { Subscriber } from './feed.js'
import { ask } from './link.js'

const FORGET_MILLIS = 150_000

/**
 * @typedef {object} Tab another tab, as the leader knows it
 * @property {boolean} visible
 * @property {number} heardAt
 * @property {number} connect the id of its `connect`
 * @property {boolean} inbox whether it looks at the inbox
 * @property {Map<string, Subscriber>} subscribers by channel
 */

/** What a leader does for the other tabs: it answers their commands, and passes on what comes. */
export class TabServer {
  /** @type {Map<string, Tab>} */
  #known = new Map()
  /** @type {import('./link.js').Link | undefined} */
  #link
  /** @type {import('./types.js').Session | undefined} */
  #session
  /** @type {Map<import('./types.js').Push, string[]>} what leaves together, and for whom */
  #outbox = new Map()

  /**
   * @param {import('./tabs.js').Tabs} tabs
   * @param {(channel: string) => import('./feed.js').Feed} feedOf
   */
  constructor(tabs, feedOf) {
    this.tabs = tabs
    this.feedOf = feedOf
    tabs.serve = (line) => this.#take(line)
  }

  /**
   * @param {import('./link.js').Link} link that has opened
   * @param {import('./types.js').Session} session
   */
  opened(link, session) {
    this.#link = link
    this.#session = session
    for (const [id, { connect }] of this.#known) this.#reply(id, connect, { ok: session })
  }

  /** The link has ended. The other tabs connect again, and name their places. */
  lost() {
    if (!this.#session) return
    this.#link = this.#session = undefined
    this.tabs.post({ to: [...this.#known.keys()], line: { lost: true } })
    for (const id of [...this.#known.keys()]) this.#forget(id)
  }

  /** A tab that is visible; undefined where none is. */
  visibleTab() {
    return [...this.#known].find(([, { visible }]) => visible)?.[0]
  }

  /** Forgets tabs that went without a word. */
  tidy() {
    for (const [id, { heardAt }] of [...this.#known]) {
      if (Date.now() - heardAt > FORGET_MILLIS) this.#forget(id)
    }
  }

  /** @param {{ from: string, visible: boolean, line: Record<string, any> }} message */
  #take({ from, visible, line }) {
    const { id, connect, subscribe, unsubscribe, ping, bye, ...other } = line
    if (bye || connect) this.#forget(from)
    if (bye) return
    if (connect) {
      const now = Date.now()
      this.#known.set(from, {
        visible, heardAt: now, connect: id, inbox: false, subscribers: new Map(),
      })
    }
    const tab = this.#known.get(from)
    if (!tab) {
      this.tabs.post({ to: [from], line: { lost: true } })
      return
    }
    tab.visible = visible
    tab.heardAt = Date.now()
    tab.inbox ||= 'inbox' in other
    if (connect && this.#session) this.#reply(from, id, { ok: this.#session })
    if (ping) this.#reply(from, id, { ok: {} })
    if (subscribe) this.#subscribe(from, tab, id, subscribe)
    if (unsubscribe) {
      this.#unsubscribe(tab, unsubscribe.channel)
      this.#reply(from, id, { ok: {} })
    }
    for (const [name, body] of Object.entries(other)) this.#pass(from, id, name, body)
  }

  /** @param {string} to @param {number} id @param {object} answer */
  #reply(to, id, answer) {
    this.tabs.post({ to: [to], line: { id, ...answer } })
  }

  /**
   * Has the server answer.
   * @param {string} to
   * @param {number} id
   * @param {string} name
   * @param {any} body
   */
  #pass(to, id, name, body) {
    const link = this.#link
    if (link) ask(link, name, body, (ok) => this.#reply(to, id, { ok }), (error) => {
      if (!link.over) this.#refuse(to, id, error)
    })
  }

  /**
   * Tells the other tabs what the inbox is. That leaves in its order with what they are answered.
   * @param {import('./types.js').Push} line
   */
  tell(line) {
    if (!line.inbox && !line.notification) return
    const to = [...this.#known].filter(([, { inbox }]) => inbox).map(([id]) => id)
    if (to.length) this.tabs.post({ to, line })
  }

  /** @param {string} to @param {number} id @param {import('./errors.js').BelfryError} error */
  #refuse(to, id, { code, message, temporary }) {
    this.#reply(to, id, { error: { code, message, temporary } })
  }

  /** @param {string} to @param {Tab} tab @param {number} id @param {any} command */
  #subscribe(to, tab, id, { channel, since, presence }) {
    let open = false
    this.#unsubscribe(tab, channel)
    const subscriber = new Subscriber(since, presence, {
      opened: (ok) => {
        open = true
        this.#reply(to, id, { ok })
      },
      take: (push) => this.#push(to, push),
      fail: (error) => {
        tab.subscribers.delete(channel)
        if (open) this.#push(to, { unsubscribed: { channel, code: error.code } })
        else this.#refuse(to, id, error)
      },
    })
    tab.subscribers.set(channel, subscriber)
    this.feedOf(channel).add(subscriber)
  }

  /** @param {Tab} tab @param {string} channel */
  #unsubscribe(tab, channel) {
    const subscriber = tab.subscribers.get(channel)
    tab.subscribers.delete(channel)
    if (subscriber) this.feedOf(channel).remove(subscriber)
  }

  /** @param {string} id */
  #forget(id) {
    const tab = this.#known.get(id)
    this.#known.delete(id)
    for (const channel of [...tab?.subscribers.keys() ?? []]) {
      this.#unsubscribe(/** @type {Tab} */ (tab), channel)
    }
  }

  /** @param {string} to @param {import('./types.js').Push} push */
  #push(to, push) {
    if (!this.#outbox.size) queueMicrotask(() => this.#flush())
    const receivers = this.#outbox.get(push) ?? []
    receivers.push(to)
    this.#outbox.set(push, receivers)
  }

  #flush() {
    for (const [line, to] of this.#outbox) this.tabs.post({ to, line })
    this.#outbox.clear()
  }
}

