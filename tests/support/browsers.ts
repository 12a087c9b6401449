import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Debian's Chromium (or CHROMIUM_PATH). */
export const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
/** Debian's Firefox ESR (or FIREFOX_PATH). */
export const firefoxPath = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr'

/**
 * Sees to the browsers the e2e tests need: installs Debian's where root and absent, else says what
 * to do. Ends the process when it cannot.
 */
export function installBrowsers(): void {
  const missing = [
    [chromiumPath, 'chromium'],
    [firefoxPath, 'firefox-esr'],
  ]
    .filter(([path]) => !existsSync(path ?? ''))
    .map(([, name]) => name ?? '')
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    process.stderr.write(
      `The end-to-end tests need ${missing.join(' and ')}. Install them (Debian: apt-get install ${missing.join(' ')}), or set CHROMIUM_PATH and FIREFOX_PATH.\n`,
    )
    process.exit(1)
  }
  process.stderr.write(`installing ${missing.join(' and ')} (once)\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', ...missing],
  ]) {
    if (spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] }).status !== 0) process.exit(1)
  }
}
