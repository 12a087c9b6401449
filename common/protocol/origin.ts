/**
 * The extension's id in Chromium, from the `key` in manifest.json: the only chrome-extension origin
 * the agent talks to.
 */
export const CHROMIUM_ID = 'kgfekkjmmhfdlbbeijdfcmbdadcinbgl'

/**
 * Whether an Origin header may be the extension's: the pinned Chromium id, or any Firefox add-on
 * (its UUID is made at installation and bound at pairing). A missing one is not.
 */
export function isExtensionOrigin(origin: string | undefined): origin is string {
  return (
    origin === `chrome-extension://${CHROMIUM_ID}` ||
    (origin !== undefined && /^moz-extension:\/\/[0-9a-f-]{36}$/.test(origin))
  )
}
