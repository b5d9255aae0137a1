// The inbox, the toasts and the preferences are a file of their own, loaded when they are needed.

const NEEDS = 'belfry-inbox,belfry-toasts,belfry-preferences'

/** @type {Promise<unknown> | undefined} */
let loading

/** Loads the elements that belong to the inbox; again where it has failed. */
export const loadInbox = () => {
  loading ??= import('@belfry/bell/inbox').catch((error) => {
    loading = undefined
    console.error(error)
  })
  return loading
}

/** Loads them as soon as the page has one. */
export const loadWhenNeeded = () => {
  const { documentElement } = document
  if (documentElement.querySelector(NEEDS)) return loadInbox()
  const observer = new MutationObserver((records) => {
    const found = records.some(({ addedNodes }) => [...addedNodes].some((node) =>
      node instanceof Element && (node.matches(NEEDS) || node.querySelector(NEEDS))))
    if (!found) return
    observer.disconnect()
    loadInbox()
  })
  observer.observe(documentElement, { childList: true, subtree: true })
}
