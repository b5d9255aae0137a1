/**
 * Takes the focus along a row of elements: Home, End and two keys. Where it went, if it did.
 * @template {HTMLElement} E
 * @param {KeyboardEvent} event
 * @param {E[]} elements
 * @param {number} at where the focus is
 * @param {string} [back]
 * @param {string} [on]
 */
export const walk = (event, elements, at, back = 'ArrowUp', on = 'ArrowDown') => {
  const to = { [back]: at - 1, [on]: at + 1, Home: 0, End: elements.length }[event.key]
  if (to === undefined) return undefined
  event.preventDefault()
  const one = elements[Math.max(0, Math.min(to, elements.length - 1))]
  one?.focus()
  return one
}
