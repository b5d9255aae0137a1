// Elements are made here, by `createElement` and text alone; nothing is parsed.

const SVG = 'http://www.w3.org/2000/svg'

/** Outlines on a square of 24, drawn with a line of 1.6. */
const ICONS = {
  bell: 'M12 3v2M6 17c1.4-1.6 1.6-3.2 1.6-6a4.4 4.4 0 0 1 8.8 0c0 2.8.2 4.4 1.6 6z' +
    'M10 20a2.2 2.2 0 0 0 4 0',
}

/** @typedef {Node | string | false | null | undefined} Child */

/**
 * An element. A function is a listener, `true` an empty attribute; what is false or absent is
 * left out. The name of a part is its class too.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag)
  if (tag === 'button') set(element, 'type', 'button')
  if (!attributes.class) set(element, 'class', attributes.part)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else set(element, name, value)
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child)))
  return element
}

/**
 * Sets an attribute, or removes it; what is there already is not touched.
 * @param {Element} element
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export const set = (element, name, value) => {
  const text = value === true ? '' : value === false || value == null ? null : `${value}`
  if (text === null) element.removeAttribute(name)
  else if (element.getAttribute(name) !== text) element.setAttribute(name, text)
}

/** Sets a text, if it is another. @param {Node} node @param {string} text */
export const write = (node, text) => {
  if (node.textContent !== text) node.textContent = text
}

/** @param {Record<string, string>} more outlines by name */
export const addIcons = (more) => Object.assign(ICONS, more)

/** A picture that nobody is told of. @param {string} name */
export const icon = (name) => {
  const svg = document.createElementNS(SVG, 'svg')
  const path = document.createElementNS(SVG, 'path')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', `icon icon-${name}`)
  path.setAttribute('d', /** @type {Record<string, string>} */ (ICONS)[name])
  svg.append(path)
  return svg
}

/**
 * The address of a link, if it is one that may be followed; a relative one is the page's.
 * @param {unknown} url
 */
export const safeUrl = (url) => {
  if (typeof url !== 'string' || !url) return undefined
  try {
    const parsed = new URL(url, document.baseURI)
    return /^(https?|mailto):$/.test(parsed.protocol) ? parsed.href : undefined
  } catch {
    return undefined
  }
}

/** Rows in the shape of what is still to come. @param {number} rows */
export const bones = (rows) => h('div', { class: 'bones', 'aria-hidden': 'true' },
  ...Array.from({ length: rows }, () => h('div', {}, h('i'), h('i'), h('i'))))

/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map()

/** A sheet of this text, made once. @param {string} text */
export const sheet = (text) => {
  const known = sheets.get(text)
  if (known) return known
  const made = new CSSStyleSheet()
  made.replaceSync(text)
  sheets.set(text, made)
  return made
}
