// What is said to people who do not see the screen: in one live region of the document, at most one
// sentence in five seconds. What comes meanwhile takes the place of what waits.

import { h } from './dom.js'

const QUIET_MILLIS = 5_000

/** @type {Set<Node>} */
const places = new Set()
/** @type {HTMLElement | undefined} */
let region
let waiting = ''
let last = ''
/** @type {ReturnType<typeof setTimeout> | undefined} */
let quiet

/** Puts the region into the place that came last: a modal dialog makes all else inert. */
const settle = () => {
  const place = [...places].pop()
  region ??= h('div', { role: 'status', class: 'spoken' })
  if (!place) region.remove()
  else if (region.parentNode !== place) {
    region.textContent = ''
    place.appendChild(region)
  }
}

/**
 * Offers a place for the region: a shadow root, or a dialog in one.
 * @param {Node} place
 * @returns {() => void} takes it back
 */
export const offerRegion = (place) => {
  places.add(place)
  settle()
  return () => {
    places.delete(place)
    settle()
  }
}

/** Says it; twice at the same time is once. @param {string} text */
export const announce = (text) => {
  if (quiet) {
    if (text !== last) waiting = text
    return
  }
  last = text
  if (region) region.textContent = text
  quiet = setTimeout(() => {
    quiet = undefined
    const next = waiting
    waiting = ''
    if (next) announce(next)
  }, QUIET_MILLIS)
}
