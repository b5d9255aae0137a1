import { at, clock, copyButton, h, icon, pathOf } from './dom.js'
import { exactly, shownData } from './json.js'
import { rawData } from './raw.js'

/** So many are shown; the oldest make room. */
const ROWS_MAX = 500
const PAST = 100
/** What is longer than this many characters or lines can be unfolded. */
const CHARACTERS_MAX = 1_200
const LINES_MAX = 12
const NEAR_END_PIXELS = 60

/**
 * Shows a channel: what it keeps, what comes, and a box to publish.
 */
export class ChannelView {
  #channel
  #api
  #subscription
  /** @type {string | undefined} the position of the oldest message that is shown */
  #oldest
  #news = 0
  #exhausted = false
  #chosen
  #list = h('ol', { class: 'messages' })
  #empty
  #scroll
  #older = h('button', { type: 'button', class: 'small plain older', hidden: true },
    'Older messages')
  #more = h('button', { type: 'button', class: 'news', hidden: true })
  #error = h('p', { class: 'error', role: 'alert' })

  /**
   * @param {string} channel
   * @param {import('./api.js').Api} api
   * @param {any} belfry the client that follows it
   * @param {{ since?: string, tag?: string }} [options] `tag`: the element that the messages are in
   */
  constructor(channel, api, belfry, { since, tag = 'section' } = {}) {
    this.#chosen = since !== undefined
    this.#channel = channel
    this.#api = api
    this.#empty = h('div', { class: 'empty' }, icon('bell'),
      h('p', {}, 'Listening. What is published to this channel appears here.'),
      h('code', {}, `curl -d "Hello, world!" ${at(pathOf(channel))}`))
    this.#scroll = h(tag, { class: 'scroll', tabindex: 0, 'aria-label': 'Messages' },
      this.#older, this.#empty,
      h('div', { role: 'log', 'aria-label': 'Messages, newest last' }, this.#list))
    this.#scroll.addEventListener('scroll', () => { if (this.#atEnd()) this.#seen() })
    this.#more.addEventListener('click', () => this.#toEnd())
    this.#older.addEventListener('click', () => this.#readOlder())
    this.element = h('div', { class: 'channel' }, this.#scroll, this.#form())
    this.#subscription = belfry.subscribe(channel, { since: since ?? `-${PAST}`, resume: false },
      (/** @type {any} */ message) => this.#take(message))
    this.#subscription.on('gap', (/** @type {any} */ gap) => this.#gap(gap))
    this.#subscription.on('error', (/** @type {any} */ error) => {
      this.#error.textContent = `Not listening: ${error.message}`
    })
  }

  /** Resolves when it listens. @returns {Promise<unknown>} */
  get opened() {
    return this.#subscription.opened
  }

  close() {
    this.#subscription.close()
  }

  #form() {
    const box = h('textarea', { id: 'text', rows: 1, autocomplete: 'off',
      placeholder: 'Hello, world!' })
    const format = h('select', { class: 'format', 'aria-label': 'Format' },
      h('option', {}, 'Text'), h('option', {}, 'JSON'))
    const form = h('form', { class: 'publish', 'aria-label': 'Publish' }, this.#more,
      h('label', { for: 'text' }, 'Message to everyone who listens'),
      h('div', { class: 'row' }, box, format, h('button', {}, 'Send')), this.#error)
    form.addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault()
      this.#send(box, format.value === 'JSON')
    })
    box.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault()
        form.requestSubmit()
      }
    })
    return form
  }

  /** @param {HTMLTextAreaElement} box @param {boolean} json */
  async #send(box, json) {
    const text = box.value
    this.#error.textContent = ''
    box.focus()
    if (text === '') return
    box.value = ''
    try {
      await this.#api.publish(this.#channel, text, json)
      this.#toEnd()
    } catch (failure) {
      this.#error.textContent = `Not sent: ${/** @type {Error} */ (failure).message}`
      if (box.value === '') box.value = text
    }
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PIXELS
  }

  #seen() {
    this.#news = 0
    this.#more.hidden = true
  }

  #toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight
    this.#seen()
  }

  /** @param {any} message */
  #take(message) {
    this.#oldest ??= message.position
    this.#append(row(message.time, rawData(message), message.position))
    const more = this.#chosen || this.#list.childElementCount === PAST
    if (more && !this.#exhausted) this.#older.hidden = false
  }

  /** @param {{ missed: number | null }} gap */
  #gap({ missed }) {
    const text = missed === null ? 'Some messages were missed.'
      : `${missed} ${missed === 1 ? 'message was' : 'messages were'} missed.`
    this.#append(h('li', { class: 'gap' }, text))
  }

  /** @param {HTMLElement} line */
  #append(line) {
    const atEnd = this.#atEnd()
    line.classList.add('fresh')
    this.#list.append(line)
    while (this.#list.childElementCount > ROWS_MAX) {
      this.#list.firstChild.remove()
      this.#oldest = this.#list.querySelector('[data-position]')?.dataset.position
    }
    this.#empty.hidden = true
    if (atEnd) this.#toEnd()
    else {
      this.#more.textContent = `${++this.#news} new`
      this.#more.hidden = false
    }
  }

  async #readOlder() {
    this.#older.disabled = true
    try {
      const limit = Math.min(PAST, ROWS_MAX - this.#list.childElementCount)
      const query = `?before=${this.#oldest}&limit=${Math.max(limit, 1)}`
      const page = exactly(await this.#api.text(pathOf(this.#channel) + query))
      const from = this.#scroll.scrollHeight - this.#scroll.scrollTop
      this.#list.prepend(...page.messages.map((/** @type {any} */ { time, data, position }) =>
        row(time, JSON.stringify(data), position)))
      this.#scroll.scrollTop = this.#scroll.scrollHeight - from
      this.#oldest = page.messages[0]?.position ?? this.#oldest
      const full = this.#list.childElementCount >= ROWS_MAX
      if (full || !page.more || !page.messages.length) {
        this.#exhausted = true
        this.#older.hidden = true
        this.#scroll.focus()
      }
    } catch (failure) {
      this.#error.textContent = /** @type {Error} */ (failure).message
    }
    this.#older.disabled = false
  }
}

/** @param {string} time @param {string} raw @param {string} position */
function row(time, raw, position) {
  const { text, body } = shownData(raw)
  const shown = body.textContent ?? ''
  const holder = h('div', { class: 'body' }, body)
  if (shown.length > CHARACTERS_MAX || shown.split('\n').length > LINES_MAX) unfolds(holder)
  return h('li', { 'data-position': position }, holder,
    h('div', { class: 'side' }, clock(time), copyButton(() => text, 'Copy this message')))
}

/** @param {HTMLElement} holder */
function unfolds(holder) {
  const button = h('button', { type: 'button', class: 'small plain', 'aria-expanded': 'false' },
    'Show all')
  button.addEventListener('click', () => {
    const whole = holder.classList.toggle('whole')
    button.setAttribute('aria-expanded', String(whole))
    button.textContent = whole ? 'Show less' : 'Show all'
  })
  holder.classList.add('long')
  holder.append(button)
}
