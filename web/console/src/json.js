import { h } from './dom.js'

/** JSON that is longer has a line for each member. */
const LINE_MAX = 72

// JSON is laid out from its own tokens, so that each number and string stays as it was written.
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** @param {string} json @param {boolean} wide */
function layOut(json, wide) {
  /** @type {(string | HTMLElement)[]} */
  const parts = []
  const tokens = json.match(TOKENS) ?? []
  let depth = 0
  const newLine = () => parts.push(wide ? '\n' + '  '.repeat(depth) : ' ')
  tokens.forEach((token, i) => {
    if (/^[}\]]$/.test(token)) {
      depth--
      if (!/^[{[]$/.test(tokens[i - 1])) newLine()
    }
    const kind = token[0] === '"' && tokens[i + 1] === ':' ? 'b' : 'i'
    parts.push(/^[{}[\],:]$/.test(token) ? token : h(kind, {}, token))
    if (/^[{[]$/.test(token)) {
      depth++
      if (!/^[}\]]$/.test(tokens[i + 1])) newLine()
    } else if (token === ',') newLine()
    else if (token === ':') parts.push(' ')
  })
  return parts
}

/** @param {string} text */
function isObject(text) {
  try {
    return /^\s*[{[]/.test(text) && typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** The element that shows a piece of JSON. @param {string} json */
export function jsonElement(json) {
  const body = h('p', { class: 'json' })
  const narrow = layOut(json, false)
  const length = narrow.reduce(
    (sum, part) => sum + (typeof part === 'string' ? part : part.textContent ?? '').length, 0)
  body.append(...(length > LINE_MAX ? layOut(json, true) : narrow))
  return body
}

/**
 * What a message's data is to people, and the element that shows it: a text as it is, unless it is
 * an object in JSON.
 * @param {string} raw its data as JSON
 * @returns {{ text: string, body: HTMLElement }}
 */
export function shownData(raw) {
  const value = JSON.parse(raw)
  if (typeof value !== 'string') return { text: raw, body: jsonElement(raw) }
  const body = isObject(value) ? jsonElement(value) : h('p', { dir: 'auto' }, value)
  return { text: value, body }
}

/**
 * A text of JSON whose numbers stay as they are written when it is made a text again, where the
 * browser can.
 * @param {string} text
 */
export function exactly(text) {
  const rawJSON = /** @type {any} */ (JSON).rawJSON
  return JSON.parse(text, /** @type {any} */ (
    (/** @type {string} */ _, /** @type {any} */ value, /** @type {any} */ context) =>
      typeof value === 'number' && rawJSON && context?.source ? rawJSON(context.source) : value))
}
