import { at, pathOf } from './dom.js'

const KEY = 'belfry-console-key'

/** A request that was not done. */
export class Refused extends Error {
  /** @param {number} status @param {string} code @param {string} detail */
  constructor(status, code, detail) {
    super(detail)
    this.status = status
    this.code = code
  }
}

/** The server's HTTP interface, as the console asks it; with an API key where one is given. */
export class Api {
  /** @param {string | null} [key] */
  constructor(key = null) {
    this.key = key
  }

  /** The key of this tab, if there is one. It is in no other place, and ends with the tab. */
  static keptKey() {
    return sessionStorage.getItem(KEY)
  }

  /** @param {string | null} key */
  static keepKey(key) {
    if (key) sessionStorage.setItem(KEY, key)
    else sessionStorage.removeItem(KEY)
  }

  /**
   * @param {string} path
   * @param {RequestInit} [options]
   * @returns {Promise<string>} the body of the answer
   */
  async text(path, options = {}) {
    const headers = new Headers(options.headers)
    headers.set('Accept', 'application/json')
    if (this.key) headers.set('Authorization', `Bearer ${this.key}`)
    const answer = await fetch(at(path), { ...options, headers, cache: 'no-store' })
    const text = await answer.text()
    if (answer.ok) return text
    throw refusal(answer.status, text)
  }

  /** @param {string} path @param {AbortSignal} [signal] */
  async get(path, signal) {
    return JSON.parse(await this.text(path, { signal }))
  }

  /** @param {string} path @param {any} body */
  async post(path, body) {
    const text = await this.text(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    return JSON.parse(text)
  }

  /**
   * Publishes a text, or a piece of JSON that is written in it.
   * @param {string} channel
   * @param {string} text
   * @param {boolean} json
   */
  async publish(channel, text, json) {
    const type = json ? 'application/json' : 'text/plain'
    const answer = await this.text(pathOf(channel), {
      method: 'POST', headers: { 'Content-Type': type }, body: text,
    })
    return JSON.parse(answer)
  }
}

/** @param {number} status @param {string} text */
function refusal(status, text) {
  try {
    const { code, detail } = JSON.parse(text)
    return new Refused(status, code, detail)
  } catch {
    return new Refused(status, 'unknown', `the server answered ${status}`)
  }
}
