// What must never leave a page, whatever a recipe asks for. Applied in the content script before
// anything is sent, and once more in the agent.

/**
 * Shapes of credentials: vendor prefixes, tokens with entropy, private keys. Checked against text
 * of any control.
 */
const secretShapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/,
  /\bsk[-_](?:live|test|ant|proj)?[-_A-Za-z0-9]{16,}/,
  /\b[A-Za-z0-9*_-]+:[A-Za-z0-9_-]+\.[a-f0-9]{40,}/,
  /\bAIza[A-Za-z0-9_-]{30,}/,
  /\b[0-9a-f]{24}:[0-9a-f]{64}\b/,
  /\b(?:[a-f0-9]{32,}|(?=[A-Za-z0-9_+/-]*[0-9])(?=[A-Za-z0-9_+/-]*[A-Z])(?=[A-Za-z0-9_+/-]*[a-z])[A-Za-z0-9_+/-]{36,}={0,2})\b/,
]

/**
 * Names (of fields, or labels) whose content is a credential even in a plain text field, such as a
 * mail server's password.
 */
const secretNames =
  /(?:^|[^a-z])(?:pass|passwd|password|passphrase|pwd|secret|token|api[-_ ]?key|private[-_ ]?key|client[-_ ]?secret|credential|otp|totp|pin|(?:access|recovery|pass)[-_ ]?code)(?:$|[^a-z])/i

const REDACTED = '[redacted]'

/**
 * Whether a field may not be read at all: password fields, one-time codes, and names of
 * credentials. @param attributes the field's type, autocomplete, name, id and label
 */
export function isSecretField(attributes: {
  readonly type?: string | undefined
  readonly autocomplete?: string | undefined
  readonly names: readonly string[]
}): boolean {
  if (attributes.type === 'password') return true
  if (/(?:current-password|new-password|one-time-code|cc-)/.test(attributes.autocomplete ?? ''))
    return true
  return attributes.names.some(name => secretNames.test(name.replace(/([a-z])([A-Z])/g, '$1_$2')))
}

/** Whether a text has the shape of a credential. */
export function looksSecret(text: string): boolean {
  return secretShapes.some(shape => shape.test(text))
}

/** Where in a text the shapes of credentials are, from the first. */
export function secretSpans(
  text: string,
): readonly { readonly start: number; readonly end: number }[] {
  return secretShapes
    .flatMap(shape =>
      [
        ...text.matchAll(
          new RegExp(shape.source, shape.flags.includes('g') ? shape.flags : `${shape.flags}g`),
        ),
      ].map(found => ({ start: found.index, end: found.index + found[0].length })),
    )
    .sort((a, b) => a.start - b.start)
}

/** The text with everything of a credential's shape replaced. */
export function redactText(text: string): string {
  return secretShapes.reduce(
    (rest, shape) =>
      rest.replace(
        new RegExp(shape.source, shape.flags.includes('g') ? shape.flags : `${shape.flags}g`),
        REDACTED,
      ),
    text,
  )
}

/**
 * The place that a fragment names in a console that keeps its pages there (`#/a/b`, `#!/a/b`), as a
 * path; '' for any other fragment: it may hold a token.
 */
export function routeOf(url: URL): string {
  return /^#!?(\/[^?]*)/.exec(url.hash)?.[1] ?? ''
}

/**
 * An address without what may carry secrets or persons: credentials, query values, and a fragment
 * that is no place. @returns origin, path, the query's pairs that are kept, and the fragment's path
 */
export function redactAddress(address: string, keepQuery: readonly string[] = []): string {
  if (!URL.canParse(address)) return ''
  const url = new URL(address)
  const query = url.search
    .slice(1)
    .split('&')
    .filter(pair => keepQuery.includes(pair.split('=')[0] ?? ''))
  const route = routeOf(url)
  const fragment = route && `${url.hash.startsWith('#!') ? '#!' : '#'}${redactText(route)}`
  return `${url.origin}${redactText(url.pathname)}${query.length ? `?${query.join('&')}` : ''}${fragment}`
}
