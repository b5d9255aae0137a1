import { connect } from '@belfry/sdk'

const HOLD_MILLIS = 5_000
const PAGE = 20

/**
 * @typedef {object} Identity who the user is, and where
 * @property {string} [server]
 * @property {string} [tokenUrl]
 * @property {string} [user]
 * @property {string} [account]
 * @property {boolean} [credentials]
 * @property {() => string | Promise<string>} [getToken]
 * @property {import('./types.js').Client} [client]
 */

/**
 * @typedef {object} Held a mark of many that can still be taken back
 * @property {'read' | 'archived' | 'unarchived'} as
 * @property {import('./types.js').Filter} filter
 * @property {{ at: string, id: string }} through
 * @property {number} unread how many it takes from the count of unread ones
 */

/** What is left of an inbox whose user has logged out. @type {import('./types.js').View} */
const NOTHING = {
  items: [], groups: [], counts: { unread: 0, unseen: 0 }, state: 'ready', error: undefined,
  more: false, on: () => () => {}, older: async () => {}, mark: async () => {},
  snooze: async () => {}, act: async () => {}, close: () => {},
}

/** @type {Map<string, Account>} */
const accounts = new Map()
/** @type {WeakMap<object, Account>} */
const given = new WeakMap()
/** @type {WeakMap<Function, number>} */
const functions = new WeakMap()
let functionCount = 0

/** Whom a JWT is for, unchecked. @param {string} token */
const subjectOf = (token) => {
  try {
    return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sub
  } catch {
    return token
  }
}

/** @param {Function | undefined} one */
const numberOf = (one) => {
  if (!one) return 0
  const known = functions.get(one) ?? ++functionCount
  functions.set(one, known)
  return known
}

/**
 * A user at a server: one client for all elements of the page, closed with the last of them.
 * What all elements must agree on is here too: a mark that is held back for a while.
 */
export class Account {
  /** @type {import('./types.js').Client | undefined} */
  #client
  /** @type {import('./types.js').View | undefined} */
  #view
  #users = new Set()
  #key = ''
  #identity
  #token = ''
  /** @type {(() => void) | undefined} */
  #unlisten
  /** @type {BroadcastChannel | undefined} */
  #goodbyes
  /** @type {Held | undefined} */
  #held
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  #watching = new Set()
  /** Another one after each new beginning, whose client is another too. */
  generation = 0
  /** Whether the user has logged out. */
  out = false

  /** @param {Identity} identity */
  constructor(identity) {
    this.#identity = identity
    this.#client = identity.client
  }

  /**
   * The account of this identity; none where nothing says who the user is.
   * @param {Identity} identity
   */
  static of(identity) {
    const { client, server, tokenUrl, user, account, credentials, getToken } = identity
    if (client) {
      const known = given.get(client) ?? new Account(identity)
      given.set(client, known)
      return known
    }
    if (!tokenUrl && !user && !account && !credentials && !getToken) return undefined
    const key = JSON.stringify([server, tokenUrl, user, account, credentials, numberOf(getToken)])
    const known = accounts.get(key) ?? new Account(identity)
    known.#key = key
    accounts.set(key, known)
    return known
  }

  get client() {
    this.#client ??= this.#connect()
    return this.#client
  }

  /** The whole inbox, for its counts and for what arrives. @returns {import('./types.js').View} */
  get view() {
    if (this.out) return NOTHING
    if (!this.#view) {
      this.#view = this.client.inbox({ limit: PAGE })
      this.#view.on('change', (change) => this.#tell(change))
      this.#unlisten = this.client.on('state', () => this.#tell())
    }
    return this.#view
  }

  /** Starts anew, where the client has given up. */
  renew() {
    if (this.#identity.client || this.out) return
    this.#view?.close()
    this.#client?.close()
    this.#view = undefined
    this.#client = undefined
    this.generation++
    this.#tell()
  }

  get held() {
    return this.#held
  }

  /** What is shown as the counts: those of the server, without what a held mark takes away. */
  get counts() {
    const { unread, unseen } = this.view.counts
    const held = this.#held?.unread ?? 0
    return { unread: Math.max(0, unread - held), unseen: Math.max(0, unseen - held) }
  }

  #connect() {
    const { server, tokenUrl, user, account, credentials, getToken } = this.#identity
    const ask = getToken ?? (tokenUrl ? () => this.#fetchToken(tokenUrl) : undefined)
    const options = { user, account, credentials, getToken: ask && (() => this.#remember(ask)) }
    return server ? connect(server, options) : connect(options)
  }

  /** @param {() => string | Promise<string>} ask */
  async #remember(ask) {
    this.#token = await ask()
    return this.#token
  }

  /** @param {string} url answers a token, as text or as a member `token` of JSON */
  async #fetchToken(url) {
    const answer = await fetch(new URL(url, document.baseURI), {
      credentials: 'include', cache: 'no-store',
    })
    if (answer.status === 401 || answer.status === 403) this.logOut()
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`)
    const text = (await answer.text()).trim()
    return /^[{"]/.test(text) ? JSON.parse(text).token ?? JSON.parse(text) : text
  }

  /** @param {(change?: import('./types.js').Change) => void} user told of each change */
  join(user) {
    if (!this.#users.size && !this.out) {
      addEventListener('pagehide', this.#leaving)
      addEventListener('pageshow', this.#listen)
      this.#listen()
    }
    this.#users.add(user)
    return this.view
  }

  /** @param {(change?: import('./types.js').Change) => void} user */
  leave(user) {
    if (!this.#users.delete(user) || this.#users.size) return
    this.#end()
  }

  #listen = () => {
    this.#goodbyes?.close()
    this.#goodbyes = new BroadcastChannel('belfry-log-out')
    this.#goodbyes.onmessage = ({ data }) => {
      if (data === this.#name) this.#loggedOut()
    }
  }

  #end() {
    this.flush()
    removeEventListener('pagehide', this.#leaving)
    removeEventListener('pageshow', this.#listen)
    this.#goodbyes?.close()
    this.#unlisten?.()
    this.#view?.close()
    this.#view = undefined
    if (accounts.get(this.#key) === this) accounts.delete(this.#key)
    if (!this.#identity.client) this.#client?.close()
    this.#client = this.#identity.client
  }

  /** A name that is this user's in every tab. */
  get #name() {
    const { server, user, account } = this.#identity
    return JSON.stringify([server, user, account, subjectOf(this.#token)])
  }

  /** Nothing of the user stays on the screen, in any tab, and nothing more comes. */
  logOut() {
    if (this.out) return
    const { user, account } = this.#identity
    if (this.#token || user || account) this.#goodbyes?.postMessage(this.#name)
    this.#loggedOut()
  }

  #loggedOut() {
    this.out = true
    this.#end()
    this.#tell()
  }

  /** Whether an element of the page shows the inbox right now. */
  get watched() {
    return this.#watching.size > 0
  }

  /** @param {object} by an element @param {boolean} on whether it shows the inbox */
  watch(by, on) {
    if (on) this.#watching.add(by)
    else this.#watching.delete(by)
  }

  /** @param {import('./types.js').Change} [change] */
  #tell(change) {
    for (const user of [...this.#users]) user(change)
  }

  /**
   * Marks all that a filter lets through, a few seconds from now; it shows at once.
   * @param {Held['as']} as
   * @param {import('./types.js').Filter} filter
   * @param {readonly import('./types.js').Item[]} items those that are shown, newest first
   * @param {number} [unread] how many of those are unread, where that is known
   */
  hold(as, filter, items, unread) {
    this.flush()
    const [newest] = items
    if (!newest) return
    const known = items.filter((item) => !item.read && !item.archived).length
    const all = Object.keys(filter).length ? known : this.view.counts.unread
    const through = { at: newest.createdAt, id: newest.id }
    this.#held = { as, filter, through, unread: unread ?? all }
    this.#timer = setTimeout(() => this.flush(), HOLD_MILLIS)
    this.#tell()
  }

  /**
   * What is marked with an item: itself, or the group that it stands for; of that what is in the
   * archive, where the item is, or what is not.
   * @param {import('./types.js').Item} item
   * @param {import('./types.js').Group} [of]
   * @returns {string[] | { all: import('./types.js').Filter }}
   */
  meant(item, of) {
    return of ? { all: this.#within(of, item) } : [item.id]
  }

  /**
   * @param {import('./types.js').Group} of
   * @param {import('./types.js').Item} item
   * @returns {import('./types.js').Filter}
   */
  #within({ channel, group }, { archived }) {
    return { channel, group, state: archived ? 'archived' : 'inbox' }
  }

  /**
   * Archives an item, or the group that it stands for, or moves it back. Nothing tells later which
   * of a group it was that changed: a group waits until it is too late for Undo.
   * @param {import('./types.js').Item} item
   * @param {import('./types.js').Group | undefined} group
   * @param {(as: 'archived' | 'unarchived') => void} mark marks the item at once
   * @returns {() => void} takes it back
   */
  archive(item, group, mark) {
    const as = item.archived ? 'unarchived' : 'archived'
    if (group) {
      this.hold(as, this.#within(group, item), [item], item.archived ? 0 : group.unread)
      return () => this.undo()
    }
    mark(as)
    return () => mark(item.archived ? 'archived' : 'unarchived')
  }

  /** Takes back the mark that is held. */
  undo() {
    clearTimeout(this.#timer)
    this.#held = undefined
    this.#tell()
  }

  /** Does now what is held. */
  flush() {
    const held = this.#held
    if (!held) return
    this.undo()
    this.#view?.mark(held.as, { all: { ...held.filter, through: held.through } }).catch(() => {})
  }

  /** The page goes away; what the client is told now, it sends by a request that outlives it. */
  #leaving = () => {
    this.flush()
    this.#goodbyes?.close()
  }

  /**
   * An item as it is shown, with a held mark.
   * @param {import('./types.js').Item} item
   * @returns {import('./types.js').Item}
   */
  shown(item) {
    const held = this.#held
    if (!held) return item
    const { as, through: { at, id }, filter: { category, tag, channel, group } } = held
    const caught = (item.createdAt < at || item.createdAt === at && item.id <= id) &&
      (!category || item.category === category) && (!tag || item.tags?.includes(tag)) &&
      (!channel || item.channel === channel) && (!group || item.group === group)
    if (!caught) return item
    return as === 'unarchived' ? { ...item, archived: false } : { ...item, [as]: true }
  }
}
