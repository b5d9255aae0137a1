import { ago, h, icon, safeUrl, said, set, write } from './shared.js'
import { portrait } from './portrait.js'

/**
 * @typedef {object} Handlers what a row asks for
 * @property {(item: Item, event: Event) => void} open
 * @property {(item: Item, action: import('../types.js').Action, event: Event) => void} act
 * @property {(item: Item) => void} toggleRead
 * @property {(item: Item) => void} archive
 * @property {(item: Item, button: HTMLElement) => void} menu
 * @property {(item: Item, row: Row) => void} unfold
 */

/** @typedef {import('../types.js').Item} Item */
const FULL = /** @type {const} */ ({ dateStyle: 'full', timeStyle: 'short' })

/** One notification in a list. */
export class Row {
  #handlers
  #texts
  /** @type {Item} */
  item
  #spoken = h('span', { class: 'spoken' })
  #time = h('time')
  #tools = h('div', { class: 'tools' })
  #unfold = h('button', {
    class: 'unfold', hidden: true, click: () => this.#handlers.unfold(this.item, this),
  })
  /** Whether the row shows the others of its group. */
  unfolded = false

  /**
   * @param {Item} item
   * @param {import('./list.js').Face} face
   */
  constructor(item, { handlers, texts, nameOf }) {
    this.item = item
    this.#handlers = handlers
    this.#texts = texts()
    this.element = h('li', { role: 'listitem' })
    this.#build(nameOf)
  }

  /** @param {(category: string) => string} nameOf */
  #build(nameOf) {
    const { item } = this
    const { createdAt } = item
    const full = said(Date.parse(createdAt), this.#texts.locale, FULL)
    set(this.#time, 'datetime', createdAt)
    set(this.#time, 'title', full)
    const url = safeUrl(item.url)
    const text = h('span', { dir: 'auto' }, item.title)
    const click = (/** @type {Event} */ event) => this.#handlers.open(this.item, event)
    const title = url
      ? h('a', { part: 'title', href: url, click }, this.#spoken, text)
      : h('button', { part: 'title', click }, this.#spoken, text)
    const meta = h('p', { part: 'meta' }, this.#time,
      ...[item.actor?.name, item.category && nameOf(item.category)].map((fact) =>
        fact && h('span', {}, h('bdi', {}, fact))))
    this.element.append(
      portrait(item),
      h('div', { class: 'text' }, title,
        item.body && h('p', { part: 'body', dir: 'auto' }, item.body),
        meta, this.#actions(), this.#unfold),
      this.#tools)
    this.#show()
    this.tick(Date.now())
  }

  #actions() {
    const { actions = [] } = this.item
    if (!actions.length) return null
    return h('div', { class: 'actions' }, ...actions.slice(0, 4).map((action, i) => {
      const url = safeUrl(action.url)
      const click = (/** @type {Event} */ event) => this.#handlers.act(this.item, action, event)
      const name = i ? 'button action' : 'button action first'
      const kind = { class: name, part: 'action', dir: 'auto', click }
      return url
        ? h('a', { ...kind, href: url }, action.title)
        : h('button', kind, action.title)
    }))
  }

  /**
   * @param {Item} item the same notification, marked otherwise perhaps
   * @param {import('../types.js').Group | undefined} group that it stands for
   */
  update(item, group) {
    const { read, archived } = this.item
    this.item = item
    if (read !== item.read || archived !== item.archived) this.#show()
    const more = (group?.count ?? 1) - 1
    set(this.#unfold, 'hidden', more < 1)
    if (more < 1) return
    set(this.#unfold, 'aria-expanded', `${this.unfolded}`)
    const texts = this.#texts
    const text = this.unfolded ? texts.say('groupLess') : texts.count('groupMore', more)
    write(this.#unfold, text)
  }

  #show() {
    const { read, archived, title } = this.item
    const say = (/** @type {string} */ name) => this.#texts.say(name)
    set(this.element, 'class', read ? 'item' : 'item unread')
    set(this.element, 'part', read ? 'item' : 'item item-unread')
    write(this.#spoken, read ? '' : `${say('isUnread')} `)
    const { activeElement } = /** @type {ShadowRoot} */ (this.element.getRootNode())
    const at = activeElement ? [...this.#tools.children].indexOf(activeElement) : -1
    this.#tools.replaceChildren(
      this.#tool(read ? 'dot' : 'check', say(read ? 'markUnread' : 'markRead'), 'quick',
        () => this.#handlers.toggleRead(this.item)),
      this.#tool(archived ? 'undo' : 'archive', say(archived ? 'unarchive' : 'archive'), 'quick',
        () => this.#handlers.archive(this.item)),
      this.#tool('dots', this.#texts.say('itemMenu', { title }), '',
        (button) => this.#handlers.menu(this.item, button)))
    if (at >= 0) /** @type {HTMLElement} */ (this.#tools.children[at]).focus()
  }

  /**
   * @param {string} picture
   * @param {string} label
   * @param {string} kind
   * @param {(button: HTMLElement) => void} run
   */
  #tool(picture, label, kind, run) {
    const button = h('button', {
      class: `tool ${kind}`, 'aria-label': label, click: () => run(button),
      ...picture === 'dots' ? { 'aria-haspopup': 'menu' } : { title: label },
    }, icon(picture))
    return button
  }

  /** @param {number} now */
  tick(now) {
    const time = Date.parse(this.item.createdAt)
    write(this.#time, ago(time, now, this.#texts.locale))
  }
}
