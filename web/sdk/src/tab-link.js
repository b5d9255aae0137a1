import { Link } from './link.js'

const VISIBLE_MILLIS = 2_000
const HIDDEN_BEATS = 15

/** A link to the tab that has a connection for all. */
export class TabLink extends Link {
  #beats = 0
  /** @type {any} */
  #beat

  /**
   * @param {import('./tabs.js').Tabs} tabs
   * @param {(push: import('./types.js').Push) => void} take
   * @param {() => void} refused called when something is forbidden to the other tab, which may
   *   have a token with other grants
   */
  constructor(tabs, take, refused) {
    super(take)
    this.via = /** @type {const} */ ('tab')
    this.silenceMillis = 5_000
    this.tabs = tabs
    this.refused = refused
    tabs.link = this
    this.#beat = setInterval(() => {
      if (tabs.visible || this.#beats++ % HIDDEN_BEATS === 0) this.probe()
    }, VISIBLE_MILLIS)
  }

  /** @override @param {Record<string, any>} line */
  post(line) {
    const { id, visible } = this.tabs
    this.tabs.post({ from: id, visible, line })
  }

  /** @override @param {Record<string, any>} line */
  receive(line) {
    if (line.lost) this.end(1006, 'the tab with the connection has lost it')
    else if (/forbidden|unauthorized/.test(line.error?.code ?? line.unsubscribed?.code)) {
      this.refused()
    } else super.receive(line)
  }

  /** @override */
  release() {
    clearInterval(this.#beat)
    this.tabs.link = undefined
    this.post({ bye: true })
  }
}
