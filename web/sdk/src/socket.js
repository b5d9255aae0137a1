import { below } from './address.js'
import { Link } from './link.js'

const FRAME_CHARACTERS = 16_384

/** A WebSocket that speaks `belfry.v1.json`. */
export class SocketLink extends Link {
  /** @type {string[]} lines that leave together */
  #lines = []
  #socket

  /**
   * @param {URL} server
   * @param {any} WebSocket the class
   * @param {(push: import('./types.js').Push) => void} take
   */
  constructor(server, WebSocket, take) {
    super(take)
    const url = below(server, '/notifications')
    url.protocol = url.protocol.replace('http', 'ws')
    this.#socket = new WebSocket(url.href, 'belfry.v1.json')
    /** Resolves once frames can be sent. */
    this.handshake = new Promise((resolve) => { this.#socket.onopen = resolve })
    this.#socket.onmessage = (/** @type {{ data: string }} */ { data }) => {
      for (const line of data.split('\n')) if (line) this.#take(line)
    }
    this.#socket.onclose = (/** @type {import('./types.js').Closing} */ { code, reason }) =>
      this.end(code, reason)
    this.#socket.onerror = () => {} // a close follows
  }

  /** @param {string} line */
  #take(line) {
    if (line === '{}') this.post({}) // the answer to a ping
    try {
      this.receive(JSON.parse(line))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      this.end(1006, 'what came is not the protocol')
    }
  }

  /** @override @param {Record<string, any>} line */
  post(line) {
    if (this.#lines.push(JSON.stringify(line)) === 1) {
      this.handshake.then(() => this.#flush())
    }
  }

  #flush() {
    const lines = this.#lines
    this.#lines = []
    while (lines.length && !this.over) {
      let frame = /** @type {string} */ (lines.shift())
      while (lines.length && frame.length + lines[0].length < FRAME_CHARACTERS) {
        frame += '\n' + lines.shift()
      }
      this.#socket.send(frame)
    }
  }

  /** @override */
  release() {
    this.#socket.onclose = this.#socket.onmessage = null
    this.#socket.close()
  }
}
