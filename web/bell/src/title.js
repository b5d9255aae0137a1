// The number in front of the page's title. One element of a page at a time has it.

const NUMBER = /^\(\d+\+?\) /

/** @type {object | undefined} */
let owner
let prefix = ''
/** @type {MutationObserver | undefined} */
let observer

const apply = () => {
  const title = prefix + document.title.replace(NUMBER, '')
  if (document.title !== title) document.title = title
}

/**
 * Puts a count in front of the title, also of one that the page sets later; nothing takes it away.
 * @param {object} by who has it
 * @param {string} count
 */
export const countInTitle = (by, count) => {
  if (!count && owner !== by) return
  owner = count ? by : undefined
  prefix = count && `(${count}) `
  if (count && !observer) {
    observer = new MutationObserver(apply)
    observer.observe(document.head, { childList: true, characterData: true, subtree: true })
  } else if (!count) {
    observer?.disconnect()
    observer = undefined
  }
  apply()
}
