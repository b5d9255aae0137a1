import { BelfryBell } from './bell.js'
import { define } from './element.js'
import { loadWhenNeeded } from './loader.js'

define('belfry-bell', BelfryBell)
if (globalThis.customElements) loadWhenNeeded()

export { BelfryBell, define }
export { BelfryElement } from './element.js'
export { INBOX_ATTRIBUTES } from './bell.js'
export { addIcons, bones, h, icon, safeUrl, set, write } from './dom.js'
export { addStrings, stringNames } from './strings.js'
export { announce } from './announcer.js'
export { ago, morning, said } from './times.js'
