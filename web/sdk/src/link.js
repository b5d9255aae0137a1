import { BelfryError } from './errors.js'
import { errorOf } from './closing.js'
import { changeOf } from './marks.js'

/**
 * One way to the server, from its opening to its end: a WebSocket, an event stream with requests
 * beside it, or the tab that has one of these. All speak the framed protocol: commands that are
 * answered, and pushes. A link is not opened twice.
 */
export class Link {
  #lastId = 0
  /** @type {Map<number, { resolve: (ok: any) => void, reject: (error: BelfryError) => void }>} */
  #replies = new Map()
  /** @type {(closing: import('./types.js').Closing) => void} */
  #ended = () => {}

  /** @type {import('./types.js').Via} */
  via = 'websocket'
  over = false
  /** When the server, or the other tab, was heard last. */
  heardAt = Date.now()
  /** After so many milliseconds of silence the link is dead. */
  silenceMillis = 35_000
  /** @type {Promise<import('./types.js').Closing>} how it ended; never rejects */
  closed = new Promise((resolve) => { this.#ended = resolve })

  /** @param {(push: import('./types.js').Push) => void} take what is done with a push */
  constructor(take) {
    this.take = take
  }

  /**
   * Opens it; what the server says of the session. Rejects where it ends before.
   * @param {import('./types.js').Hello} hello
   * @returns {Promise<import('./types.js').Session>}
   */
  open(hello) {
    return this.request('connect', hello)
  }

  /**
   * Sends a command; the `ok` of its reply.
   * @param {string} name
   * @param {object} body
   * @returns {Promise<any>}
   */
  request(name, body) {
    return new Promise((resolve, reject) => this.ask(name, body, resolve, reject))
  }

  /**
   * The same with functions, of which one is called before the next line is taken: what comes
   * after a reply may be in the same frame.
   * @param {string} name
   * @param {object} body
   * @param {(ok: any) => void} resolve
   * @param {(error: BelfryError) => void} reject
   */
  ask(name, body, resolve, reject) {
    if (this.over) return reject(new BelfryError('unavailable', 'not connected', true))
    const id = ++this.#lastId
    this.#replies.set(id, { resolve, reject })
    this.post({ id, [name]: body })
  }

  /**
   * Takes one line of the other side's.
   * @param {Record<string, any>} line
   */
  receive(line) {
    if (this.over) return
    this.heardAt = Date.now()
    if (!('id' in line)) {
      this.take(line)
      return
    }
    const reply = this.#replies.get(line.id)
    this.#replies.delete(line.id)
    if (line.error) {
      const { code, message, temporary } = line.error
      reply?.reject(new BelfryError(code, message, temporary))
    } else reply?.resolve(line.ok)
  }

  /**
   * Ends it. What is unanswered is rejected with the same error for all.
   * @param {number} [code] 0 where this side ends it
   * @param {string} [reason]
   */
  end(code = 0, reason = '') {
    if (this.over) return
    this.over = true
    this.release()
    const error = errorOf({ code, reason })
    for (const { reject } of this.#replies.values()) reject(error)
    this.#replies.clear()
    this.#ended({ code, reason })
  }

  /** Asks the other side for a sign of life. */
  probe() {
    this.request('ping', {}).catch(() => {})
  }

  /**
   * Sends a line.
   * @param {Record<string, any>} _line
   */
  post(_line) {}

  /** Lets go of what the link holds. */
  release() {}
}

/**
 * Sends a command. After a mark, all that look at the inbox by this link are told what it changed:
 * the server tells that only to other sessions.
 * @param {Link} link
 * @param {string} name
 * @param {any} body
 * @param {(ok: any) => void} resolve called before the next line is taken
 * @param {(error: BelfryError) => void} reject
 */
export const ask = (link, name, body, resolve, reject) =>
  link.ask(name, body, (ok) => {
    resolve(ok)
    if (name !== 'mark' || link.via === 'tab') return
    const { version, counts, unknown } = ok
    const changes = [changeOf(body)]
    if (body.as !== 'unsnoozed') changes.push({ removed: unknown })
    link.take({ inbox: { version, counts, changes } })
  }, reject)
