import { h, number, svg } from './dom.js'

const WIDTH = 120
const HEIGHT = 40

/** The last two minutes of a figure, as a line. */
export class Chart {
  /** @type {{ second: number, value: number }[]} */
  #points = []
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

  /** @param {number} value @param {number} second when it was so */
  add(value, second) {
    this.#points.push({ second, value })
    while (this.#points[0].second < second - WIDTH) this.#points.shift()
    const top = Math.max(...this.#points.map((point) => point.value))
    const scale = (HEIGHT - 4) / (top || 1)
    const x = (/** @type {number} */ at) => (WIDTH - second + at).toFixed(2)
    const line = this.#points
      .map((point) => `${x(point.second)},${(HEIGHT - 1.5 - point.value * scale).toFixed(2)}`)
      .join(' ')
    this.#line.setAttribute('points', line)
    this.#area.setAttribute('points',
      `${x(this.#points[0].second)},${HEIGHT} ${line} ${WIDTH},${HEIGHT}`)
    this.#now.textContent = short(value)
    this.#top.textContent = `highest ${short(top)}`
    this.#picture.setAttribute('aria-label',
      `${this.#name} in the last two minutes: now ${short(value)}, at most ${short(top)}`)
  }
}

/** @param {number} value */
const short = (value) => (value < 10 && value % 1 ? value.toFixed(1) : number(Math.round(value)))
