import { report } from './errors.js'

/**
 * Calls listeners by name. One that throws harms no other.
 * @template {Record<string, any>} Events what is told by which name
 */
export class Emitter {
  /** @type {Map<keyof Events, Set<(value: any) => void>>} */
  #listeners = new Map()

  /**
   * Listens; the function returned ends it.
   * @template {keyof Events} N
   * @param {N} name
   * @param {(value: Events[N]) => void} listener
   * @returns {() => void}
   */
  on(name, listener) {
    const all = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, all.add(listener))
    return () => { all.delete(listener) }
  }

  /**
   * Tells those who listen; whether anybody does.
   * @template {keyof Events} N
   * @param {N} name
   * @param {Events[N]} value
   * @protected
   */
  emit(name, value) {
    const all = [...this.#listeners.get(name) ?? []]
    for (const listener of all) {
      try {
        listener(value)
      } catch (error) {
        report(error)
      }
    }
    return all.length > 0
  }
}
