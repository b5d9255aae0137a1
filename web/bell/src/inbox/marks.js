import { morning, said } from './shared.js'

const HOUR_MILLIS = 3_600_000
const CLOCK = /** @type {const} */ ({ timeStyle: 'short' })
const DAY = /** @type {const} */ ({ weekday: 'long', hour: 'numeric', minute: '2-digit' })

/** @typedef {import('../types.js').Item} Item */

/**
 * @typedef {object} Where what marks are made of and shown in
 * @property {() => import('../types.js').View | undefined} view
 * @property {() => import('../account.js').Account | undefined} account
 * @property {() => import('../strings.js').Strings} texts
 * @property {import('./notice.js').Notice} notice
 * @property {import('./menu.js').Menu} menu
 * @property {(item: Item) => import('../types.js').Group | undefined} groupOf one that the item
 *   stands for
 * @property {(name: string, detail: object) => boolean} tell
 * @property {() => boolean} snoozes
 */

/** What a user does to notifications, which are as they are shown, and the way back. */
export class Marks {
  #where

  /** @param {Where} where */
  constructor(where) {
    this.#where = where
  }

  /** @param {string} name @param {Record<string, string | number>} [values] */
  #say(name, values) {
    return this.#where.texts().say(name, values)
  }

  /**
   * @param {(view: import('../types.js').View) => Promise<unknown>} change
   */
  async #try(change) {
    const view = this.#where.view()
    if (!view) return
    this.#where.account()?.flush()
    try {
      await change(view)
    } catch {
      this.failed()
    }
  }

  failed() {
    this.#where.notice.show(this.#say('notSaved'))
  }

  /**
   * @param {string} text what was done
   * @param {() => void} [undo]
   * @param {unknown} [about]
   */
  #done(text, undo, about) {
    this.#where.notice.show(text, this.#say('undo'), undo, about)
  }

  /**
   * @param {import('../types.js').MarkWord} as
   * @param {string[] | { all: import('../types.js').Filter }} what
   */
  #mark(as, what) {
    this.#try((view) => view.mark(as, what))
  }

  /** @param {Item} item @param {Event} event of the press on its title */
  open = (item, event) => {
    if (!this.#where.tell('open', { item })) event.preventDefault()
    this.#read(item)
  }

  /** @param {Item} item */
  #read(item) {
    if (!item.read) this.#mark('read', [item.id])
  }

  /**
   * @param {Item} item
   * @param {import('../types.js').Action} action
   * @param {Event} event
   */
  act = async (item, action, event) => {
    if (!this.#where.tell('action', { item, action })) {
      event.preventDefault()
      return
    }
    const button = /** @type {HTMLElement} */ (event.currentTarget)
    button.setAttribute('aria-busy', 'true')
    this.#read(item)
    await this.#try((view) => view.act(item.id, action.id))
    button.removeAttribute('aria-busy')
  }

  /** @param {Item} item */
  toggleRead = (item) => {
    const what = this.#where.account()?.meant(item, this.#where.groupOf(item)) ?? []
    this.#mark(item.read ? 'unread' : 'read', what)
  }

  /** @param {Item} item */
  archive = (item) => {
    const account = this.#where.account()
    const undo = account?.archive(item, this.#where.groupOf(item), (as) =>
      this.#mark(as, [item.id]))
    this.#done(this.#say(item.archived ? 'didUnarchive' : 'didArchive'), undo, account?.held)
  }

  /** @param {Item} item @param {string} until @param {string} time as the user reads it */
  #snooze(item, until, time) {
    this.#try((view) => view.snooze([item.id], until))
    this.#done(this.#say('didSnooze', { time }), () => this.#mark('unsnoozed', [item.id]))
  }

  /** @param {Item} item @param {HTMLElement} button */
  menu = (item, button) => {
    const { read, archived } = item
    /** @type {import('./menu.js').Entry[]} */
    const entries = [
      {
        text: this.#say(read ? 'markUnread' : 'markRead'),
        icon: read ? 'dot' : 'check',
        run: () => this.toggleRead(item),
      },
      {
        text: this.#say(archived ? 'unarchive' : 'archive'),
        icon: archived ? 'undo' : 'archive',
        run: () => this.archive(item),
      },
    ]
    if (!archived && this.#where.snoozes()) entries.push(...this.#snoozes(item))
    this.#where.menu.open(button, this.#say('itemMenu', { title: item.title }), entries)
  }

  /** @param {Item} item @returns {import('./menu.js').Entry[]} */
  #snoozes(item) {
    const { locale } = this.#where.texts()
    const now = Date.now()
    const [tomorrow, week] = [morning(1, now), morning(7, now)]
    const until = (/** @type {number} */ time) => () =>
      this.#snooze(item, new Date(time).toISOString(), said(time, locale, DAY))
    return [
      { text: this.#say('snooze') },
      {
        text: this.#say('snoozeHour'),
        icon: 'clock',
        run: () => this.#snooze(item, '1h', said(now + HOUR_MILLIS, locale, CLOCK)),
      },
      {
        text: this.#say('snoozeTomorrow', { time: said(tomorrow, locale, CLOCK) }),
        icon: 'clock',
        run: until(tomorrow),
      },
      { text: this.#say('snoozeWeek'), icon: 'clock', run: until(week) },
    ]
  }

  /**
   * @param {'read' | 'archived'} as
   * @param {import('../types.js').Filter} filter
   * @param {readonly Item[]} items
   */
  all(as, filter, items) {
    const account = this.#where.account()
    if (!account || !items.length) return
    account.hold(as, filter, items)
    this.#done(this.#say(as === 'read' ? 'didMarkAllRead' : 'didArchiveAll'),
      () => account.undo(), account.held)
  }
}
