// Chromium, and what tests ask of a page.

import { chromium } from 'playwright-core'

/** Starts the browser that is installed. */
export const launch = () => chromium.launch({
  executablePath: process.env.BELFRY_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
    '--disable-background-networking', '--disable-component-update', '--disable-default-apps',
    '--disable-dev-shm-usage',
  ],
})
