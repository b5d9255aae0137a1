const SVG = 'http://www.w3.org/2000/svg'

/** @typedef {Node | string | number | false | null | undefined} Child */

/**
 * The element of the page with this id.
 * @param {string} id
 * @returns {any}
 */
export const $ = (id) => document.getElementById(id)

/**
 * Makes an element. What comes from outside gets in as text and as attributes only.
 * @param {string} name
 * @param {Record<string, any>} [attributes] one that begins with `on` is a listener
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children)
}

/**
 * The same for a part of a picture.
 * @param {string} name
 * @param {Record<string, any>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children)
}

/**
 * @param {Element} element
 * @param {Record<string, any>} attributes
 * @param {(Child | Child[])[]} children
 */
function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
    else element.setAttribute(key, value === true ? '' : String(value))
  }
  for (const child of children.flat()) {
    if (child !== undefined && child !== null && child !== false) {
      element.append(child instanceof Node ? child : String(child))
    }
  }
  return element
}

/** One of the icons that the page has. @param {string} name */
export const icon = (name) =>
  svg('svg', { class: 'icon', 'aria-hidden': 'true' }, svg('use', { href: `#i-${name}` }))

/**
 * A button that copies a text.
 * @param {() => string} text
 * @param {string} label
 */
export function copyButton(text, label) {
  const button = h('button', { type: 'button', class: 'small plain copy', 'aria-label': label,
    title: label }, icon('copy'))
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text())
      done(button, label, 'Copied', 'check')
    } catch {
      done(button, label, 'The browser does not allow copying here', 'copy')
    }
  })
  return button
}

/** @param {HTMLElement} button @param {string} label @param {string} said @param {string} shown */
function done(button, label, said, shown) {
  button.classList.toggle('done', shown === 'check')
  button.replaceChildren(icon(shown))
  button.setAttribute('aria-label', said)
  button.title = said
  setTimeout(() => {
    button.classList.remove('done')
    button.replaceChildren(icon('copy'))
    button.setAttribute('aria-label', label)
    button.title = label
  }, 1500)
}

/**
 * A time as people read it; its title has all of it.
 * @param {string | number} time
 */
export function clock(time) {
  const date = new Date(time)
  const today = date.toDateString() === new Date().toDateString()
  return h('time', { datetime: date.toISOString(), title: fullTime.format(date) },
    (today ? timeOfDay : dayAndTime).format(date))
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' })
const fullTime = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'full', timeStyle: 'long',
})

/** @param {number} value */
export const number = (value) => new Intl.NumberFormat().format(value)

/** @param {number} value in bytes */
export function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(value, 1)) / 10))
  const shown = value / 1024 ** power
  return `${shown < 10 && power ? shown.toFixed(1) : Math.round(shown)} ${units[power]}`
}

/** @param {number} seconds */
export function duration(seconds) {
  const [days, hours, minutes] = [86400, 3600, 60].map((unit) => Math.floor(seconds / unit))
  if (days) return `${days} d ${hours % 24} h`
  if (hours) return `${hours} h ${minutes % 60} min`
  return minutes ? `${minutes} min` : `${Math.floor(seconds)} s`
}

const SEGMENT = /^(?!\.\.?$)[A-Za-z0-9_.:@=-]+$/

/** Whether a text can name a channel. @param {string} name */
export const isChannel = (name) =>
  name.length <= 200 && name.split('/').every((segment) => SEGMENT.test(segment))

export const NAME_FORM =
  'A name is letters, digits and any of _ . : @ = -, in parts that are joined by /.'

/** Where the server's root is, for a browser: this file is there. */
const ROOT = new URL('.', import.meta.url)

/** The address of a path from the server's root, as a browser sees it. @param {string} path */
export const at = (path) => new URL(`.${path}`, ROOT).href

/** The same of the root itself, without a slash at its end. */
export const root = () => ROOT.href.slice(0, -1)

/** The path of a channel, whose name is one, from the server's root. @param {string} name */
export const pathOf = (name) =>
  name === 'notifications' ? '/notifications' : `/notifications/${name}`
