import { delay } from './closing.js'
import { Emitter } from './emitter.js'
import { BelfryError } from './errors.js'
import { ask } from './link.js'
import { changed, isSame, matches, newestFirst, placeOf } from './marks.js'

const LIMIT = 20
const LIMIT_MAX = 100

/** How many items may come live beside those that were asked for, until a page is asked anew. */
const LIVE_MAX = 100

/**
 * A live view of the user's inbox. Items are newest first; one that does not change stays the same
 * object.
 * @extends {Emitter<{
 *   change: import('./types.js').InboxChange,
 *   error: BelfryError,
 * }>}
 */
export class Inbox extends Emitter {
  /**
   * @internal
   * @type {import('./types.js').Item[]} newest first, also those that it does not show
   */
  held = []
  /** @type {readonly import('./types.js').Item[]} */
  #items = []
  /** @type {import('./types.js').Item[] | undefined} what was held when it was shown last */
  #shown
  /** @type {Set<string> | undefined} of what is held, while only pages come */
  #ids
  /** @type {readonly import('./types.js').ItemGroup[]} */
  #groups = []
  #counts
  /** @type {import('./types.js').InboxState} */
  #state = 'loading'
  /** @type {BelfryError | undefined} */
  #error
  /** @type {string | undefined} where the next older page begins */
  #next
  /** @type {Promise<void> | undefined} */
  #older
  /** How many items were asked for. */
  #asked
  /** @type {string | undefined} */
  #version
  /** @type {import('./link.js').Link | undefined} where it asks for a page now */
  #asking
  #again = false
  #attempt = 0
  /** @type {Set<string>} what has come that listeners have not been told of */
  #added = new Set()
  #inboxes
  #filter
  #limit

  /**
   * @param {import('./inboxes.js').Inboxes} inboxes
   * @param {import('./types.js').InboxOptions} options
   */
  constructor(inboxes, { limit = LIMIT, ...filter }) {
    super()
    this.#inboxes = inboxes
    this.#filter = filter
    this.#limit = this.#asked = Math.min(limit, LIMIT_MAX)
    this.#counts = inboxes.counts
    inboxes.views.add(this)
    this.ask()
  }

  /** The items, newest first: a new array after each change. */
  get items() {
    return this.#items
  }

  /** How many are in each group, where the view is `grouped`. */
  get groups() {
    return this.#groups
  }

  /** Those of the whole inbox, with what this client has marked; 100 means 100 or more. */
  get counts() {
    return this.#counts
  }

  get state() {
    return this.#state
  }

  /** Why it failed. */
  get error() {
    return this.#error
  }

  /** Whether there are older items. */
  get more() {
    return this.#next !== undefined
  }

  /**
   * Loads the next page of older items.
   * @returns {Promise<void>}
   */
  older() {
    this.#older ??= this.#askOlder().finally(() => { this.#older = undefined })
    return this.#older
  }

  /** @returns {Promise<void>} */
  #askOlder() {
    const { link } = this.#inboxes
    const after = this.#next
    return new Promise((resolve, reject) => {
      if (!after) resolve()
      else if (!link) reject(new BelfryError('unavailable', 'not connected', true))
      else {
        const command = { ...this.#filter, limit: this.#limit, after }
        ask(link, 'inbox', command, ({ items, groups, next }) => {
          if (after === this.#next) this.#append(items, groups, next)
          resolve()
        }, reject)
      }
    })
  }

  /**
   * @param {import('./types.js').Item[]} items
   * @param {import('./types.js').ItemGroup[]} [groups]
   * @param {string} [next]
   */
  #append(items, groups = [], next) {
    const { held } = this
    const from = held === this.#shown ? held.length : 0
    this.#asked += this.#limit
    this.#next = next
    this.#groups = [...this.#groups, ...groups]
    if (!from) this.#ids = undefined
    const ids = this.#ids ??= new Set(held.map(({ id }) => id))
    held.push(...items.filter(({ id }) => !ids.has(id) && ids.add(id)))
    this.#show(true, false, from)
  }

  /**
   * Marks items: some by their ids, or all that a filter lets through, up to the newest that this
   * view has, or to an older one, `through`. They change at once; where the server refuses it, they
   * are put right.
   * @param {import('./types.js').MarkWord} as
   * @param {string[] | { all: import('./types.js').Mark['all'] }} what
   * @returns {Promise<void>}
   */
  mark(as, what) {
    const [newest] = this.#items
    if (Array.isArray(what)) {
      return what.length ? this.#inboxes.mark(this, { as, ids: what }) : Promise.resolve()
    }
    const all = { ...newest && { through: placeOf(newest) }, ...what.all }
    return all.through ? this.#inboxes.mark(this, { as, all }) : Promise.resolve()
  }

  /**
   * Puts items off: they are gone until then, and then new again.
   * @param {string[]} ids
   * @param {string} until a delay (`3h`), which begins when the server has it, or a time (RFC 3339)
   * @returns {Promise<void>}
   */
  snooze(ids, until) {
    return this.#inboxes.mark(this, { as: 'snoozed', ids, until })
  }

  /**
   * Tells the backend that the user has chosen an action of an item.
   * @param {string} id
   * @param {string} action
   * @returns {Promise<void>}
   */
  async act(id, action) {
    await this.#inboxes.http(`/${id}/actions/${encodeURIComponent(action)}`, { method: 'POST' })
  }

  /** Ends the view. */
  close() {
    this.#inboxes.views.delete(this)
  }

  /** Asks what the inbox is, unless the server has nothing new. @internal */
  ask() {
    const { link, views } = this.#inboxes
    if (!link || !views.has(this)) return
    this.#again = this.#asking === link
    if (this.#again) return
    this.#asking = link
    const limit = Math.min(this.#asked, LIMIT_MAX)
    const command = { ...this.#filter, limit, version: this.#version }
    ask(link, 'inbox', command, (page) => {
      if (link === this.#inboxes.link) this.#answered(page)
    }, (error) => {
      this.#asking = undefined
      if (link.over) return
      if (error.temporary) setTimeout(() => this.ask(), delay(this.#attempt++))
      else this.#failed(error)
    })
  }

  /** @param {any} page */
  #answered({ same, items, groups = [], next, version, counts }) {
    const again = this.#again
    this.#asking = undefined
    this.#attempt = 0
    this.#version = version
    this.#state = 'ready'
    this.#error = undefined
    if (!same) {
      const known = new Map(this.held.map((item) => [item.id, item]))
      this.held = items.map((/** @type {import('./types.js').Item} */ item) => {
        const one = known.get(item.id)
        return one && isSame(item, one) ? one : item
      })
      this.#groups = groups
      this.#next = next
      this.#asked = Math.min(this.#asked, LIMIT_MAX)
    }
    this.#inboxes.tell(counts)
    this.#show(!same, !same)
    if (again) this.renew()
  }

  /** @param {BelfryError} error */
  #failed(error) {
    this.#state = 'failed'
    this.#error = error
    this.#show(true)
  }

  /** Asks what the inbox is, whatever it was. @internal */
  renew() {
    this.#version = undefined
    this.ask()
  }

  /** @internal @param {BelfryError} [error] without one it begins anew, for another user */
  forget(error) {
    this.held = []
    this.#groups = []
    this.#next = this.#version = undefined
    this.#state = 'loading'
    if (error) {
      this.close()
      this.#failed(error)
    } else this.#show(true, true)
  }

  /** @internal @param {BelfryError} error */
  refused(error) {
    this.emit('error', error)
  }

  /**
   * Takes a new item; listeners are told with what follows it.
   * @internal
   * @param {import('./types.js').Item & { replaces?: string }} notification
   */
  add({ replaces, ...item }) {
    const { held } = this
    const { id, channel, group, createdAt } = item
    if (this.#state !== 'ready' ||
      held.some((one) => one.id === id && one.createdAt === createdAt)) {
      return
    }
    const fits = matches(item, this.#filter)
    const grouped = fits && this.#filter.grouped && group !== undefined
    this.held = held.filter((one) => one.id !== id && !(one.channel === channel &&
      (one.id === replaces || (grouped && one.group === group))))
    if (grouped || (replaces && this.#filter.grouped)) this.renew()
    const last = held.at(-1)
    if (!fits || (this.more && last && newestFirst(item, last) > 0)) return
    this.held = [...this.held, item].sort(newestFirst)
    this.#added.add(id)
  }

  /**
   * Takes changes, and tells listeners.
   * @internal
   * @param {import('./types.js').Change[]} changes
   * @param {string} [version]
   */
  take(changes, version) {
    if (this.#version && !this.#asking) this.#version = version ?? this.#version
    const brings = changes.some((change) => this.#filter.grouped || this.#brings(change) ||
      (change.all && this.#inboxes.marking)) // what it means is not what it finds here
    for (const change of changes) this.held = changed(this.held, change)
    if (brings || this.held.length > this.#asked + LIVE_MAX) this.renew()
    this.#show()
  }

  /**
   * Whether a change brings items that the view does not have.
   * @param {import('./types.js').Change} change
   */
  #brings({ ids, set }) {
    const { state } = this.#filter
    return set && (set.archived === (state === 'archived') ||
      (state === 'unread' && set.read === false) || (state === 'read' && set.read)) &&
      !ids?.every((id) => this.held.some((one) => one.id === id))
  }

  /**
   * Shows what there is now, and tells listeners of it.
   * @param {boolean} [always] whether there is more to tell than items and counts
   * @param {boolean} [reset]
   * @param {number} [from] the first item held that was not shown before; those before it are not
   *   looked at, so that a page costs the same wherever it is
   */
  #show(always, reset = false, from = 0) {
    const before = this.#items
    const { counts } = this.#inboxes
    const marked = this.#inboxes.marked(from ? this.held.splice(from) : this.held)
    if (from) this.held.push(...marked)
    else [this.held, this.#ids] = [marked, undefined]
    this.#shown = this.held
    const archived = this.#filter.state === 'archived'
    const fitting = marked.filter((item) => item.archived === archived)
    const items = from ? [...before, ...fitting] : fitting
    const differs = items.length !== before.length ||
      (!from && items.some((item, i) => item !== before[i]))
    if (!always && !differs && this.#counts === counts) return
    this.#counts = counts
    if (differs) this.#items = items
    const ids = new Set(fitting.map(({ id }) => id))
    const added = fitting.filter(({ id }) => this.#added.has(id))
    this.#added.clear()
    const removed = from ? [] : before.filter(({ id }) => !ids.has(id))
    this.emit('change', { added, removed, reset })
  }
}
