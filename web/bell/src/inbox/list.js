import { h } from './shared.js'
import { Row } from './row.js'
import { walk } from './walk.js'

/** @typedef {import('../types.js').Item} Item */

/** How many rows are made in one frame. */
const ROWS_A_FRAME = 20

/**
 * @typedef {object} Face what a list needs to know of the inbox that it is in
 * @property {import('./row.js').Handlers} handlers
 * @property {() => import('../strings.js').Strings} texts
 * @property {(category: string) => string} nameOf
 * @property {(item: Item) => import('./row.js').Shown} shown
 */

/** The rows of a view. A row stays the same element for as long as its item is there. */
export class List {
  #face
  /** @type {Map<string, Row>} */
  #rows = new Map()
  #later = 0
  element = h('ul', {
    class: 'items', role: 'list',
    keydown: (/** @type {KeyboardEvent} */ event) => this.#walk(event),
  })

  /** @param {Face} face */
  constructor(face) {
    this.#face = face
  }

  /**
   * @param {readonly Item[]} items newest first
   * @param {readonly import('../types.js').Group[]} groups
   */
  show(items, groups) {
    const focus = this.#leave(new Set(items.map(({ id }) => id)))
    cancelAnimationFrame(this.#later)
    const byName = new Map(groups.map((group) => [`${group.channel} ${group.group}`, group]))
    this.#place(items, byName, 0)
    focus?.()
  }

  /**
   * Makes and updates the rows from one on, a few new ones in each frame.
   * @param {readonly Item[]} items
   * @param {Map<string, import('../types.js').Group>} groups
   * @param {number} from
   */
  #place(items, groups, from) {
    let at = this.#rows.get(items[from - 1]?.id)?.element.nextElementSibling ??
      (from ? null : this.element.firstElementChild)
    let made = 0
    for (let i = from; i < items.length; i++) {
      const item = items[i]
      if (!this.#rows.has(item.id) && ++made > ROWS_A_FRAME) {
        this.#later = requestAnimationFrame(() => this.#place(items, groups, i))
        break
      }
      const row = this.#row(item)
      row.update(item, this.#face.shown(item), groups.get(`${item.channel} ${item.group}`))
      if (row.element === at) at = at.nextElementSibling
      else this.element.insertBefore(row.element, at)
    }
  }

  /** @param {Item} item */
  #row(item) {
    const known = this.#rows.get(item.id)
    if (known?.item.createdAt === item.createdAt) return known
    known?.element.remove() // it was snoozed, and is new again
    const { handlers, texts, nameOf } = this.#face
    const row = new Row(item, handlers, texts(), nameOf)
    this.#rows.set(item.id, row)
    return row
  }

  /**
   * Takes away the rows that are gone. The focus of such a one goes to that after it.
   * @param {Set<string>} ids that stay
   */
  #leave(ids) {
    const root = /** @type {ShadowRoot} */ (this.element.getRootNode())
    /** @type {Row | undefined} */
    let next
    let lost = false
    for (const row of this.#inOrder()) {
      if (ids.has(row.item.id)) {
        next = lost && !next ? row : next
        continue
      }
      lost ||= row.element.contains(root.activeElement ?? null)
      row.element.remove()
      this.#rows.delete(row.item.id)
    }
    if (!lost) return undefined
    return () => (next ?? this.#inOrder().pop())?.title?.focus({ preventScroll: true })
  }

  /** @returns {Row[]} */
  #inOrder() {
    const rows = new Map([...this.#rows.values()].map((row) => [row.element, row]))
    return /** @type {Row[]} */ (
      [...this.element.children].map((child) => rows.get(/** @type {HTMLLIElement} */ (child))))
      .filter(Boolean)
  }

  /** @param {number} now */
  tick(now) {
    for (const row of this.#rows.values()) row.tick(now)
  }

  /** Nothing stays. */
  clear() {
    cancelAnimationFrame(this.#later)
    this.#rows.clear()
    this.element.replaceChildren()
  }

  /** The arrow keys go from title to title. @param {KeyboardEvent} event */
  #walk(event) {
    const titles = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll('.title')])
    const item = /** @type {Element} */ (event.target).closest('li')
    const at = titles.findIndex((title) => title.closest('li') === item)
    if (walk(event, titles, at)) event.stopPropagation()
  }
}
