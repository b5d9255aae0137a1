// The browser that BELFRY_BROWSER names, `chromium` or `firefox`: both are driven by puppeteer-core
// over WebDriver BiDi, so that what is tested is the same. Pages that are left are kept for "back".

import puppeteer from 'puppeteer-core'

export const name = process.env.BELFRY_BROWSER ?? 'chromium'

const KINDS = {
  chromium: {
    browser: 'chrome',
    executablePath: process.env.BELFRY_CHROMIUM ?? '/usr/bin/chromium',
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage',
    ],
  },
  firefox: {
    browser: 'firefox',
    executablePath: process.env.BELFRY_FIREFOX ?? '/usr/bin/firefox-esr',
    extraPrefsFirefox: { 'fission.bfcacheInParent': true },
  },
}

export const launch = () => puppeteer.launch({ ...KINDS[name], protocol: 'webDriverBiDi' })
