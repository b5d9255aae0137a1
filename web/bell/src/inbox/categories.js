const NAMES_MAX = 64

/** The categories of an inbox that are known, and what people call them. */
export class CategoryNames {
  /** @type {Set<string>} */
  #met = new Set()
  #texts
  #given

  /**
   * @param {() => import('../strings.js').Strings} texts
   * @param {() => import('../types.js').Configuration['categories']} given
   */
  constructor(texts, given) {
    this.#texts = texts
    this.#given = given
  }

  /** Whether one of these was not known. @param {Iterable<{ category?: string }>} items */
  meet(items) {
    const { size } = this.#met
    for (const { category } of items) {
      if (category && this.#met.size < NAMES_MAX) this.#met.add(category)
    }
    return this.#met.size > size
  }

  forget() {
    this.#met.clear()
  }

  /** Those that the page names, in its order; without any, those that were met. */
  get names() {
    const given = this.#given()?.map((one) => typeof one === 'string' ? one : one.name)
    return given ?? [...this.#met].sort()
  }

  /** @param {string} name */
  title(name) {
    const given = /** @type {{ name: string, title?: string }[] | undefined} */ (this.#given())
      ?.find((one) => one.name === name)
    const words = name.replace(/[-_.:]+/g, ' ').trim()
    return this.#texts().say(`category:${name}`) || given?.title ||
      words.charAt(0).toLocaleUpperCase() + words.slice(1)
  }
}
