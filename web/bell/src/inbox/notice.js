import { announce, h, write } from './shared.js'

const SHOWN_MILLIS = 6_000

/** A line at the end of the inbox that says what was done, and can take it back. */
export class Notice {
  #text = h('span', { dir: 'auto' })
  #undo = h('button', { class: 'undo', click: () => this.#undone() })
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  /** @type {(() => void) | undefined} */
  #run
  /** What it is about, for as long as it is shown. @type {unknown} */
  about
  element = h('div', { part: 'notice', hidden: true }, this.#text, this.#undo)

  /**
   * @param {string} text
   * @param {string} [label] of the button
   * @param {() => void} [run]
   * @param {unknown} [about]
   */
  show(text, label, run, about) {
    announce(text)
    write(this.#text, text)
    write(this.#undo, label ?? '')
    this.#undo.hidden = !run
    this.#run = run
    this.about = about
    this.element.hidden = false
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#expire(), SHOWN_MILLIS)
  }

  #expire() {
    if (!this.element.matches(':hover, :focus-within')) return this.hide()
    this.#timer = setTimeout(() => this.#expire(), SHOWN_MILLIS / 3)
  }

  #undone() {
    const run = this.#run
    this.hide()
    run?.()
  }

  hide() {
    clearTimeout(this.#timer)
    this.#run = undefined
    this.about = undefined
    this.element.hidden = true
  }
}
