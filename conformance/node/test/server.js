// The server under test, which whoever runs these tests has started.

const base = process.env.BELFRY_URL ?? 'http://127.0.0.1:8000'

/** Whether the server was told to compress. */
export const compresses = process.env.BELFRY_COMPRESSION !== 'false'

/** A channel that no other test uses. */
export const freshChannel = (name) =>
  `${name}-${process.pid}-${Math.random().toString(36).slice(2)}`

export const http = (channel) => `${base}/notifications/${channel}`

export const webSocket = (channel) => http(channel).replace(/^http/, 'ws')

/**
 * Publishes; the server's answer.
 * @param {string} channel
 * @param {string} data
 * @returns {Promise<{id: string, channel: string, position: string, time: string}>}
 */
export const publish = async (channel, data) => {
  const answer = await fetch(http(channel), { method: 'POST', body: data })
  if (answer.status !== 201) {
    throw new Error(`published, and got ${answer.status} ${await answer.text()}`)
  }
  return answer.json()
}

/** Collects what comes, and hands it out in order to whoever waits. */
export class Mailbox {
  #waiting = []
  #come = []

  put(item) {
    const taker = this.#waiting.shift()
    if (taker) taker(item)
    else this.#come.push(item)
  }

  /** The next item; rejects after ten seconds without one. */
  take() {
    if (this.#come.length) return Promise.resolve(this.#come.shift())
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('nothing came for ten seconds')), 10_000)
      this.#waiting.push((item) => {
        clearTimeout(late)
        resolve(item)
      })
    })
  }

  /** What has come and was not taken. */
  get rest() {
    return [...this.#come]
  }
}
