// What the server hands out: the client, and what looks after elements of the bell in the page.

import { loadBell } from './loader.js'

export * from './index.js'

loadBell(import.meta.url)
