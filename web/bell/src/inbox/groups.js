import { List } from './list.js'

const SHOWN_MAX = 100

/** @typedef {import('../types.js').Item} Item */
/** @typedef {import('../types.js').View} View */

/** The groups that are unfolded: the others of each, below the one that stands for it. */
export class Groups {
  /** @type {Map<string, { view: View, list: List }>} */
  #unfolded = new Map()
  #face
  #view
  #open
  #changed

  /**
   * @param {import('./list.js').Face} face
   * @param {() => View | undefined} view the grouped one
   * @param {(which: { channel: string, group?: string, limit: number }) => View | undefined} open
   * @param {() => void} changed
   */
  constructor(face, view, open, changed) {
    this.#face = face
    this.#view = view
    this.#open = open
    this.#changed = changed
  }

  /** The group that an item stands for, where that is more than itself. @param {Item} item */
  standsFor(item) {
    const view = this.#view()
    const group = view?.groups?.find((one) =>
      one.channel === item.channel && one.group === item.group)
    const folded = !this.#unfolded.has(item.id) && view?.items.some(({ id }) => id === item.id)
    return group && group.count > 1 && folded ? group : undefined
  }

  /** @param {Item} item @param {import('./row.js').Row} row */
  toggle(item, row) {
    const { channel, group } = item
    const view = row.unfolded ? undefined : this.#open({ channel, group, limit: SHOWN_MAX })
    row.unfolded = Boolean(view)
    if (view) {
      const list = new List(this.#face)
      this.#unfolded.set(item.id, { view, list })
      row.element.append(list.element)
      view.on('change', () => this.#changed())
    } else {
      this.#fold(item.id)
    }
    this.#changed()
  }

  /** @param {string} id */
  #fold(id) {
    const { view, list } = this.#unfolded.get(id) ?? {}
    view?.close()
    list?.element.remove()
    this.#unfolded.delete(id)
  }

  /** Shows what there is, below the items that are still there. @param {Item[]} items */
  show(items) {
    for (const [id, { view, list }] of this.#unfolded) {
      if (items.some((item) => item.id === id)) {
        list.show(view.items.filter((one) => one.id !== id).map(this.#face.shown), [])
      } else {
        this.#fold(id)
      }
    }
  }

  /** @param {number} now */
  tick(now) {
    for (const { list } of this.#unfolded.values()) list.tick(now)
  }

  clear() {
    for (const id of [...this.#unfolded.keys()]) this.#fold(id)
  }
}
