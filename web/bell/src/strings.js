// What the elements say. Each text can be replaced; one that counts has a form for each plural.

/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Text */
/** @typedef {Record<string, Text>} Texts */

/** @type {Texts} */
const ENGLISH = {
  bell: 'Notifications',
  unreadCount: { other: '{n} unread' },
  unseenCount: { other: '{n} new' },
  many: '99+',
  arrived: { one: 'New notification: {title}', other: '{n} new notifications' },
}

/** @param {Texts} more English texts of other elements */
export const addStrings = (more) => Object.assign(ENGLISH, more)

/** The names of all texts. */
export const stringNames = () => Object.keys(ENGLISH)

/** The texts of an element, in its language. */
export class Strings {
  #given
  #plurals

  /**
   * @param {Texts} given in place of the English ones
   * @param {string} locale
   */
  constructor(given, locale) {
    this.#given = given
    this.locale = locale
    this.#plurals = new Intl.PluralRules(locale)
  }

  /**
   * The text of this name, with values for what it has in braces.
   * @param {string} name
   * @param {Record<string, string | number>} [values] the plural is that of `n`
   */
  say(name, values = {}) {
    let text = this.#given[name] ?? ENGLISH[name] ?? ''
    if (typeof text !== 'string') {
      const form = typeof values.n === 'number' ? this.#plurals.select(values.n) : 'other'
      text = text[form] ?? text.other ?? ''
    }
    return text.replace(/\{(\w+)\}/g, (whole, key) => `${values[key] ?? whole}`)
  }

  /**
   * A count as it is shown: 100 stands for 100 or more.
   * @param {string} name
   * @param {number} n
   */
  count(name, n) {
    return this.say(name, { n }).replace(`${n}`, this.number(n))
  }

  /** @param {number} n */
  number(n) {
    return n > 99 ? this.say('many') : new Intl.NumberFormat(this.locale).format(n)
  }
}
