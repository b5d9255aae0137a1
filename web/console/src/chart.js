import { h, number, svg } from './dom.js'

const WIDTH = 120
const HEIGHT = 40

/** The last two minutes of a figure, as a line. */
export class Chart {
  /** @type {number[]} */
  #values = []
  #line = svg('polyline', { class: 'line', 'vector-effect': 'non-scaling-stroke' })
  #area = svg('polygon', { class: 'area' })
  #picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none',
    role: 'img' }, this.#area, this.#line)
  #now = h('strong', {}, '–')
  #top = h('span', { class: 'soft' })
  #name

  /** @param {string} name */
  constructor(name) {
    this.#name = name
    this.#picture.setAttribute('aria-label', `${name}: no figure yet`)
    this.element = h('figure', { class: 'card chart' },
      h('figcaption', {}, name), this.#now, this.#picture,
      h('div', { class: 'scale soft' },
        h('span', {}, '2 min ago'), this.#top, h('span', {}, 'now')))
  }

  /** @param {number} value each second one */
  add(value) {
    this.#values.push(value)
    if (this.#values.length > WIDTH + 1) this.#values.shift()
    const top = Math.max(...this.#values)
    const scale = (HEIGHT - 4) / (top || 1)
    const points = this.#values.map((each, i) =>
      `${WIDTH - this.#values.length + 1 + i},${(HEIGHT - 1.5 - each * scale).toFixed(2)}`)
    this.#line.setAttribute('points', points.join(' '))
    this.#area.setAttribute('points',
      `${WIDTH - points.length + 1},${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`)
    this.#now.textContent = short(value)
    this.#top.textContent = `highest ${short(top)}`
    this.#picture.setAttribute('aria-label',
      `${this.#name} in the last two minutes: now ${short(value)}, at most ${short(top)}`)
  }
}

/** @param {number} value */
const short = (value) => (value < 10 && value % 1 ? value.toFixed(1) : number(Math.round(value)))
