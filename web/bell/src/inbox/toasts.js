import { BelfryElement, announce, h, safeUrl } from './shared.js'
import { portrait } from './portrait.js'
import { PORTRAIT } from './portrait-styles.js'
import { TOASTS } from './toasts-styles.js'

const SHOWN_SECONDS = 6
const SHOWN_MAX = 3

/** @typedef {import('../types.js').Item} Item */

/**
 * @typedef {object} Shown
 * @property {number} left how many milliseconds it stays, once nothing holds it
 * @property {number} end when it goes, while nothing does
 * @property {ReturnType<typeof setTimeout>} [timer]
 */

/** What arrives, for a moment, in the tab that the user is in. */
export class BelfryToasts extends BelfryElement {
  static more = /** @type {import('../element.js').Attributes} */ ({
    position: 'text', duration: 'text', max: 'text',
  })

  /** @type {Map<HTMLElement, Shown>} */
  #toasts = new Map()
  #paused = false
  #stack = h('div', {
    part: 'stack', popover: 'manual', role: 'group',
    pointerenter: () => this.#pause(true),
    pointerleave: () => this.#pause(false),
    focusin: () => this.#pause(true),
    focusout: () => this.#pause(false),
  })

  constructor() {
    super(PORTRAIT, TOASTS)
    this.shadow.append(this.#stack)
  }

  update() {
    this.#stack.setAttribute('aria-label', this.texts.say('toasts'))
    this.#stack.className = `stack ${this.getAttribute('position') ?? 'bottom end'}`
  }

  left() {
    for (const toast of [...this.#toasts.keys()]) this.#drop(toast)
  }

  /** @param {import('../types.js').Change} [change] */
  changed(change) {
    const account = this.accountInUse
    if (account?.out) this.left()
    const added = (change?.added ?? []).filter(({ priority }) => priority !== 'low')
    if (!added.length || !document.hasFocus() || account?.watched) return
    announce(this.texts.say('arrived', { n: added.length, title: added[0].title }))
    const max = Number(this.getAttribute('max')) || SHOWN_MAX
    for (const item of added.slice(0, max).reverse()) this.#show(item)
    for (const toast of [...this.#toasts.keys()].slice(0, -max)) this.#drop(toast)
  }

  /** @param {Item} item */
  #show(item) {
    const url = safeUrl(item.url)
    const content = [
      portrait(item),
      h('span', { class: 'text' }, h('span', { class: 'title', dir: 'auto' }, item.title),
        item.body ? h('span', { class: 'body', dir: 'auto' }, item.body) : null),
    ]
    const click = (/** @type {Event} */ event) => this.#open(item, event, toast)
    const toast = url
      ? h('a', { part: 'toast', href: url, click }, ...content)
      : h('div', { part: 'toast', click }, ...content)
    const seconds = Number(this.getAttribute('duration')) || SHOWN_SECONDS
    const left = seconds * 1_000 * (item.priority === 'high' ? 2 : 1)
    this.#toasts.set(toast, { left, end: 0 })
    this.#stack.append(toast)
    if (!this.#stack.matches(':popover-open')) this.#stack.showPopover()
    if (!this.#paused) this.#count(toast)
  }

  /** @param {Item} item @param {Event} event @param {HTMLElement} toast */
  #open(item, event, toast) {
    if (!this.tell('open', { item })) event.preventDefault()
    this.accountInUse?.view.mark('read', [item.id]).catch(() => {})
    this.#drop(toast)
  }

  /** @param {HTMLElement} toast */
  #count(toast) {
    const state = this.#toasts.get(toast)
    if (!state) return
    state.end = Date.now() + state.left
    state.timer = setTimeout(() => this.#drop(toast), state.left)
  }

  /** While the pointer or the focus is here, nothing goes. @param {boolean} on */
  #pause(on) {
    if (on === this.#paused) return
    this.#paused = on
    for (const [toast, state] of this.#toasts) {
      if (on) {
        clearTimeout(state.timer)
        state.left = Math.max(1_000, state.end - Date.now())
      } else {
        this.#count(toast)
      }
    }
  }

  /** @param {HTMLElement} toast */
  #drop(toast) {
    clearTimeout(this.#toasts.get(toast)?.timer)
    this.#toasts.delete(toast)
    toast.remove()
    if (!this.#toasts.size && this.#stack.matches(':popover-open')) {
      this.#paused = false
      this.#stack.hidePopover()
    }
  }
}
