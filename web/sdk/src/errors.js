/**
 * What went wrong, by the server's own word: `bad-request`, `unauthorized`, `forbidden`,
 * `unknown-channel`, `conflict`, `too-large`, `rate-limited`, `unavailable`; or `closed`, since the
 * client was closed before it had an answer.
 */
export class BelfryError extends Error {
  /**
   * @param {string} code
   * @param {string} message for people
   * @param {boolean} [temporary] whether the same may succeed later
   * @param {number} [closeCode] of the WebSocket, where it ended the connection
   */
  constructor(code, message, temporary = false, closeCode) {
    super(message)
    this.name = 'BelfryError'
    this.code = code
    this.temporary = temporary
    this.closeCode = closeCode
  }

  /** One of another copy of this library is one too. @override @param {any} error */
  static [Symbol.hasInstance](error) {
    return error?.name === 'BelfryError'
  }
}

/**
 * Reports an error that nobody here can mend: one thrown by a handler of the application.
 * @param {unknown} error
 */
export const report = (error) => {
  if (typeof reportError === 'function') reportError(error)
  else queueMicrotask(() => { throw error })
}
