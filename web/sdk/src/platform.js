// What a browser has beyond a WebSocket and `fetch`. Elsewhere it is absent, and nothing needs it.

/** @typedef {Pick<EventTarget, 'addEventListener' | 'removeEventListener'>} Listenable */

/**
 * @typedef {object} Platform
 * @property {Pick<Document, 'visibilityState'> & Listenable} [document]
 * @property {Listenable} [window]
 * @property {Pick<Storage, 'getItem' | 'setItem'>} [storage]
 * @property {Pick<LockManager, 'request'>} [locks]
 * @property {typeof BroadcastChannel} [BroadcastChannel]
 */

/** @returns {Platform} */
export const platform = () => {
  if (typeof document === 'undefined' || typeof window === 'undefined') return {}
  return {
    document,
    window,
    storage: sessionStorageIfAllowed(),
    locks: navigator.locks,
    BroadcastChannel: globalThis.BroadcastChannel,
  }
}

/** A page whose user refuses storage throws at the mere name. */
const sessionStorageIfAllowed = () => {
  try {
    return sessionStorage
  } catch {
    return undefined
  }
}

/**
 * Listens to what becomes of the page.
 * @param {Platform} platform
 * @param {object} handlers
 * @param {() => void} handlers.sleep it is frozen, kept for "back", or gone
 * @param {() => void} handlers.wake it is back
 * @param {() => void} handlers.online the network may have changed
 * @param {() => void} handlers.offline
 * @param {() => void} handlers.visibility it is hidden or visible
 * @returns {() => void} ends it
 */
export const watch = ({ document, window }, { sleep, wake, online, offline, visibility }) => {
  /** @type {[Platform['window'], string, (event: any) => void][]} */
  const listeners = [
    [document, 'freeze', sleep],
    [document, 'resume', wake],
    [document, 'visibilitychange', visibility],
    [window, 'pagehide', sleep],
    [window, 'pageshow', ({ persisted }) => persisted && wake()],
    [window, 'online', online],
    [window, 'offline', offline],
  ]
  for (const [target, name, listener] of listeners) target?.addEventListener(name, listener)
  return () => {
    for (const [target, name, listener] of listeners) target?.removeEventListener(name, listener)
  }
}
