import { BelfryElement, INBOX_ATTRIBUTES, h, set, write } from './shared.js'
import { CategoryNames } from './categories.js'
import { Frame } from './frame.js'
import { Groups } from './groups.js'
import { List } from './list.js'
import { Marks } from './marks.js'
import { Menu } from './menu.js'
import { Notice } from './notice.js'
import { INBOX } from './inbox-styles.js'
import { PORTRAIT } from './portrait-styles.js'
import { TabList, tabsOf } from './tabs.js'

const TICK_MILLIS = 30_000
const COUNT_MILLIS = 300
const TABS = 'all unread * archived'

/** @typedef {import('../types.js').Item} Item */
/** @typedef {import('../types.js').View} View */

/** A user's notifications: tabs, a list that grows towards the past, and what is done to each. */
export class BelfryInbox extends BelfryElement {
  static more = INBOX_ATTRIBUTES

  #tab = 'all'
  /** @type {View | undefined} */
  #view
  #openedFor = ''
  #categories = new CategoryNames(() => this.texts, () => this.configuration.categories)
  /** @type {Map<string, number>} */
  #unreadOf = new Map()
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #counting
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking
  #fresh = 0
  #seenUpTo = ''
  #onScreen = false
  #scrolled = false
  /** @type {import('../strings.js').Strings | undefined} */
  #shownTexts

  #menu = new Menu()
  #notice = new Notice()
  #marks = new Marks({
    view: () => this.#view,
    account: () => this.accountInUse,
    texts: () => this.texts,
    notice: this.#notice,
    menu: this.#menu,
    groupOf: (item) => this.#groups.standsFor(item),
    tell: (name, detail) => this.tell(name, detail),
    snoozes: () => !this.hasAttribute('no-snooze'),
  })
  #face = {
    handlers: /** @type {import('./row.js').Handlers} */ ({
      ...this.#marks, unfold: (item, row) => this.#groups.toggle(item, row),
    }),
    texts: () => this.texts,
    nameOf: (/** @type {string} */ name) => this.#categories.title(name),
    shown: (/** @type {Item} */ item) => this.accountInUse?.shown(item) ?? item,
  }
  #list = new List(this.#face)
  #groups = new Groups(this.#face, () => this.#view, (which) =>
    this.accountInUse?.client.inbox({ ...this.#filter(), ...which }), () => this.#render())
  #tabs = new TabList((key) => this.#choose(key))

  #frame = new Frame({
    back: () => this.#showPreferences(false),
    readAll: () => this.#markAll('read'),
    more: () => this.#openMenu(),
    close: () => this.tell('close', {}),
    toTop: () => this.#toTop(),
    older: () => this.#readOlder(),
    retry: () => this.accountInUse?.renew(),
  }, this.#tabs.element, this.#list.element, this.#notice.element)
  /** @type {BelfryElement | undefined} */
  #preferences
  /** @type {IntersectionObserver} */
  #observer

  constructor() {
    super(PORTRAIT, INBOX)
    this.shadow.append(this.#frame.element, this.#menu.element)
    this.#observer = new IntersectionObserver((entries) => this.#moved(entries))
  }

  connectedCallback() {
    super.connectedCallback()
    for (const one of [this, this.#frame.top, this.#frame.older]) this.#observer.observe(one)
    document.addEventListener('visibilitychange', this.#look)
    this.#ticking ??= setInterval(() => {
      if (document.visibilityState !== 'visible') return
      this.#list.tick(Date.now())
      this.#groups.tick(Date.now())
    }, TICK_MILLIS)
  }

  gone() {
    this.#observer.disconnect()
    document.removeEventListener('visibilitychange', this.#look)
    clearInterval(this.#ticking)
    this.#ticking = undefined
  }

  #look = () => this.#see()

  /** @param {IntersectionObserverEntry[]} entries */
  #moved(entries) {
    for (const { target, isIntersecting } of entries) {
      if (target === this) {
        this.#onScreen = isIntersecting
        this.accountInUse?.watch(this, isIntersecting)
      } else if (target === this.#frame.top) {
        this.#scrolled = !isIntersecting
        if (isIntersecting) this.#countFresh(0)
      } else if (isIntersecting) {
        this.#readOlder()
      }
    }
    this.#see()
  }

  /** What is on the screen has been seen. */
  #see() {
    const account = this.accountInUse
    const [newest] = account?.view.items ?? []
    if (!account || !newest || !this.#onScreen || document.visibilityState !== 'visible') return
    if (!account.view.counts.unseen || this.#seenUpTo === newest.id) return
    this.#seenUpTo = newest.id
    const through = { at: newest.createdAt, id: newest.id }
    account.view.mark('seen', { all: { through } }).catch(() => {})
  }

  entered() {
    this.#open()
  }

  /** @param {import('../account.js').Account} account */
  left(account) {
    account.watch(this, false)
    this.#shut()
    this.#notice.hide()
    this.#menu.close()
    this.#categories.forget()
    this.#unreadOf.clear()
    this.#showPreferences(false)
    this.#seenUpTo = ''
    this.#openedFor = ''
    this.#render()
  }

  update() {
    const { texts } = this
    if (this.#shownTexts !== texts) {
      this.#shownTexts = texts
      this.#list.clear()
      this.#frame.label(texts)
    }
    this.#frame.close.hidden = !this.configuration.inBell
    this.#preferences?.configure(this.#shared())
    this.#open()
    this.#render()
  }

  #shared() {
    const { texts, accountInUse: within, configuration: { categories } } = this
    return { texts, within, categories }
  }

  /** The tabs, as they are now. */
  #tabsNow() {
    const { texts } = this
    return tabsOf(this.getAttribute('tabs') ?? TABS, this.#categories.names, (name) =>
      texts.say(name), (name) => this.#categories.title(name))
  }

  #filter() {
    const tabs = this.#tabsNow()
    return (tabs.find(({ key }) => key === this.#tab) ?? tabs[0]).filter
  }

  /** Opens the view of the chosen tab, if it is not open already. */
  #open() {
    const account = this.accountInUse
    if (!account || account.out) return this.#shut()
    const limit = Number(this.getAttribute('limit')) || 20
    const grouped = this.hasAttribute('grouped') || undefined
    const wanted = { ...this.#filter(), grouped, limit: Math.min(100, Math.max(1, limit)) }
    const key = JSON.stringify([wanted, account.generation])
    if (this.#view && this.#openedFor === key) return
    this.#shut()
    this.#openedFor = key
    const view = account.client.inbox(wanted)
    this.#view = view
    view.on('change', (change) => this.#viewChanged(view, change))
    view.on('error', (error) => {
      this.#marks.failed()
      this.tell('error', { error })
    })
    this.#render()
  }

  #shut() {
    this.#groups.clear()
    this.#view?.close()
    this.#view = undefined
    this.#list.clear()
    this.#countFresh(0)
  }

  /** @param {View} view @param {import('../types.js').Change} change */
  #viewChanged(view, change) {
    if (this.#view !== view) return
    if (this.#scrolled && change.added.length) this.#countFresh(this.#fresh + change.added.length)
    this.#render()
    this.#see()
    this.#countLater()
  }

  changed() {
    const account = this.accountInUse
    if (!account) return
    if (this.#notice.about && this.#notice.about !== account.held) this.#notice.hide()
    this.#open()
    this.#render()
    this.#see()
  }

  /** @param {string} key of a tab */
  #choose(key) {
    this.#tab = key
    this.#open()
    this.#render()
    this.#frame.panel.scrollTop = 0
  }

  /** Puts on the screen what there is. */
  #render() {
    const { texts, accountInUse: account } = this
    const view = this.#view
    const frame = this.#frame
    const preferences = Boolean(this.#preferences)
    this.#categories.meet(account?.view.items ?? [])
    this.#categories.meet(view?.items ?? [])
    this.#tabs.show(this.#tabsNow(), this.#tab, texts.say('tabs'), (key) => this.#badge(key))
    if (preferences) this.#tabs.element.hidden = true
    set(frame.panel, 'aria-labelledby', this.#tabs.chosen)
    write(frame.heading, texts.say(preferences ? 'preferences' : 'heading'))
    const state = view?.state ?? (account?.out ? 'ready' : 'loading')
    const filter = this.#filter()
    const failed = state === 'failed' && !view?.error?.temporary
    const items = failed ? [] : (view?.items ?? []).map(this.#face.shown).filter(
      ({ read, archived }) => archived === (filter.state === 'archived') &&
        !(read && filter.state === 'unread'))
    const some = items.length > 0
    this.#list.show(items, view?.groups ?? [])
    this.#groups.show(items)
    set(frame.panel, 'aria-busy', state === 'loading' ? 'true' : null)
    frame.bones.hidden = some || state === 'ready' || failed
    frame.failed.hidden = !failed
    frame.empty.hidden = some || state !== 'ready' || Boolean(account?.out)
    frame.say(texts, filter)
    frame.older.hidden = !some || !view?.more
    frame.offline.hidden = !account || account.out || account.client.state !== 'waiting'
    frame.readAll.disabled = !account?.counts.unread
  }

  /** The number on a tab. @param {string} key */
  #badge(key) {
    const account = this.accountInUse
    const held = account?.held
    const category = held?.filter.category
    const taken = held && !held.filter.group && (!category || key === `c:${category}`)
    const n = key === 'unread' ? account?.counts.unread : taken ? 0 : this.#unreadOf.get(key)
    return n ? this.texts.number(n) : ''
  }

  /** Asks for the numbers on the tabs of categories, a moment after something has changed. */
  #countLater() {
    clearTimeout(this.#counting)
    this.#counting = setTimeout(async () => {
      const account = this.accountInUse
      const tabs = this.#tabsNow().filter(({ filter }) => filter.category)
      if (!account || account.out || !tabs.length) return
      const counts = await account.client.counts(tabs.map(({ filter }) => filter)).catch(() => [])
      if (account !== this.accountInUse) return
      tabs.forEach(({ key }, i) => this.#unreadOf.set(key, counts[i]?.unread ?? 0))
      this.#render()
    }, COUNT_MILLIS)
  }

  /** @param {number} n how many came while the user was further down */
  #countFresh(n) {
    this.#fresh = n
    this.#frame.fresh.hidden = !n
    if (n) write(this.#frame.fresh, this.texts.count('fresh', n))
  }

  #toTop() {
    this.#frame.top.scrollIntoView({ block: 'start' })
    this.#countFresh(0)
    this.#frame.panel.focus({ preventScroll: true })
  }

  async #readOlder() {
    const view = this.#view
    const { older } = this.#frame
    if (!view?.more || older.hidden || older.getAttribute('aria-busy')) return
    set(older, 'aria-busy', 'true')
    try {
      await view.older()
      // Where the button is still on the screen, the observer is to press it again.
      this.#observer.unobserve(older)
      if (this.isConnected) this.#observer.observe(older)
    } catch {
      this.#notice.show(this.texts.say('failed'))
    }
    older.removeAttribute('aria-busy')
  }

  /** @param {'read' | 'archived'} as */
  #markAll(as) {
    const { category } = this.#filter()
    this.#marks.all(as, category ? { category } : {}, this.#view?.items ?? [])
  }

  #openMenu() {
    const say = (/** @type {string} */ name) => this.texts.say(name)
    /** @type {import('./menu.js').Entry[]} */
    const entries = [
      { text: say('markAllRead'), icon: 'checks', run: () => this.#markAll('read') },
    ]
    if (this.#filter().state !== 'archived') {
      entries.push(
        { text: say('archiveAll'), icon: 'archive', run: () => this.#markAll('archived') })
    }
    if (!this.hasAttribute('no-preferences')) {
      entries.push(
        { text: say('preferences'), icon: 'gear', run: () => this.#showPreferences(true) })
    }
    this.#menu.open(this.#frame.more, say('menu'), entries)
  }

  /** @param {boolean} on */
  #showPreferences(on) {
    if (on === Boolean(this.#preferences)) return
    this.#preferences = on
      ? /** @type {BelfryElement} */ (/** @type {unknown} */ (
        h(/** @type {any} */ ('belfry-preferences'), { 'no-heading': true })))
      : undefined
    this.#preferences?.configure(this.#shared())
    const { activeElement } = this.shadow
    this.#frame.swap(this.#preferences)
    this.#render()
    const focus = on ? this.#frame.back : this.#frame.more
    if (activeElement) focus.focus()
  }
}
