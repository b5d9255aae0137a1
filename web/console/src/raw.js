const KEPT_MAX = 2_000

/** @type {Map<string, string>} the data of messages as it was written, by position */
const texts = new Map()

/** @param {string} line */
function keep(line) {
  if (!line.startsWith('{"message":')) return
  const at = line.indexOf(',"data":')
  const position = /"position":"([^"]+)"/.exec(line.slice(0, at))?.[1]
  if (position) texts.set(position, line.slice(at + 8, -2))
  for (const oldest of texts.keys()) {
    if (texts.size <= KEPT_MAX) return
    texts.delete(oldest)
  }
}

/** A WebSocket that remembers messages as they were written: parsing rounds large numbers. */
export class ExactSocket extends WebSocket {
  /** @param {string | URL} url @param {string | string[]} [protocols] */
  constructor(url, protocols) {
    super(url, protocols)
    this.addEventListener('message', ({ data }) => {
      for (const line of String(data).split('\n')) keep(line)
    })
  }
}

/** A message's data, as it was written where that is known. @param {any} message */
export function rawData({ position, data }) {
  const text = texts.get(position)
  texts.delete(position)
  return text ?? JSON.stringify(data)
}
