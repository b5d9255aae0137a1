import { define } from './shared.js'
import { BelfryInbox } from './inbox.js'
import { BelfryPreferences } from './preferences.js'
import { addTexts } from './texts.js'
import { BelfryToasts } from './toasts.js'

addTexts()
define('belfry-preferences', BelfryPreferences)
define('belfry-inbox', BelfryInbox)
define('belfry-toasts', BelfryToasts)

export { BelfryInbox, BelfryPreferences, BelfryToasts }
