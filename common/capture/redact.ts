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
  /\bhttps:\/\/hooks\.slack\.com\/[\w/]{20,}/,
  /[?&#](?:access_?token|token|api_?key|key|secret|client_secret|sig|signature|code|pass(?:word)?)=[^&#\s]{8,}/i,
  /:\/\/[^\s/:@]{1,100}:[^\s/@]{1,200}@/,
  /\b[a-f0-9]{32,}\b/,
  // The slashes of an address part its path; those of a secret in base64 do not.
  /(?<!:\/\/\S{0,300})\b(?![0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![\w+-]))(?=[A-Za-z0-9_+/-]*[0-9])(?=[A-Za-z0-9_+/-]*[A-Z])(?=[A-Za-z0-9_+/-]*[a-z])[A-Za-z0-9_+/-]{36,}={0,2}/,
  /(?<=:\/\/\S{0,300})(?<![\w+-])(?![0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![\w+-]))(?=[\w+-]*[0-9])(?=[\w+-]*[A-Z])(?=[\w+-]*[a-z])[\w+-]{36,}={0,2}/,
]

/**
 * Names (of fields, or labels) whose content is a credential even in a plain text field, such as a
 * mail server's password.
 */
const secretNames =
  /(?<!\p{L})(?:pass|passwd|password|passphrase|pwd|passwort|kennwort|mot de passe|contraseña|secret|geheimnis|token|bearer|(?:api|private|encryption|signing|shared|access)[-_ ]?key|client[-_ ]?secret|credential|otp|totp|pin|(?:access|recovery|pass)[-_ ]?code)(?!\p{L})/iu

/** What is said of a credential is none: how long it is, how long it lasts, where it is asked for. */
const aboutSecrets =
  /(?<!\p{L})(?:length|lifetime|lifespan|expir\p{L}*|age|history|complexity|strength|rotation|attempts|count|limit|minutes|hours|days|period|duration|timeout|validity|ttl|interval|ur[il]s?|address|endpoint|länge|gültigkeit|ablauf|longueur|durée|longitud|duración)(?!\p{L})/iu
const amount = /^[-+]?\d{1,6}(?:[.,]\d{1,3})?(?:\s*\p{L}{1,12}\.?)?$/u
const address = /^https?:\/\/\S+$/

/** Names of what is public, though it looks like a credential. */
const publicNames =
  /(?<!\p{L})(?:(?:thumb|finger)print|fingerabdruck|digest|checksum|(?:tenant|client|application|app|object|customer|organi[sz]ation|project)[-_ ]?id)(?!\p{L})/iu

const REDACTED = '[redacted]'

/**
 * Whether a field may not be read at all: password fields, one-time codes, and names of
 * credentials. What only speaks of credentials ("Minimum password length", "Token endpoint") is
 * read where its content is such: an amount, or an address.
 * @param attributes the field's type, autocomplete, name, id and label, and its content where it is
 * known
 */
export function isSecretField(attributes: {
  readonly type?: string | undefined
  readonly autocomplete?: string | undefined
  readonly names: readonly string[]
  readonly value?: string
}): boolean {
  if (attributes.type === 'password') return true
  if (/(?:current-password|new-password|one-time-code|cc-)/.test(attributes.autocomplete ?? ''))
    return true
  const { value } = attributes
  const isHarmless = value !== undefined && (amount.test(value) || address.test(value))
  return attributes.names
    .map(words)
    .some(name => secretNames.test(name) && !(isHarmless && aboutSecrets.test(name)))
}

/** `accessTokenLifetime (minutes)` in words, without what stands in brackets. */
function words(name: string): string {
  return name.replace(/\(.*?\)/g, ' ').replace(/([a-z])([A-Z])/g, '$1_$2')
}

/**
 * Whether a text has the shape of a credential. @param names of the field: the digest of a
 * certificate or the id of a tenant has the shape, and is none
 */
export function looksSecret(text: string, names: readonly string[] = []): boolean {
  const isDigits = /^(?:[a-f0-9]{32,64}|[0-9a-f]{2}(?:[: ][0-9a-f]{2})+)$/i.test(text.trim())
  if (isDigits && names.some(name => publicNames.test(words(name)))) return false
  return secretShapes.some(shape => shape.test(text))
}

/** The same shapes, each wherever it stands in a text: none keeps a place between two uses. */
const everywhere: readonly RegExp[] = /* @__PURE__ */ secretShapes.map(
  shape => new RegExp(shape, `${shape.flags}g`),
)

/** Where in a text the shapes of credentials are, from the first. */
export function secretSpans(
  text: string,
): readonly { readonly start: number; readonly end: number }[] {
  return everywhere
    .flatMap(shape =>
      [...text.matchAll(shape)].map(found => ({
        start: found.index,
        end: found.index + found[0].length,
      })),
    )
    .sort((a, b) => a.start - b.start)
}

/** The text with everything of a credential's shape replaced. */
export function redactText(text: string): string {
  return everywhere.reduce((rest, shape) => rest.replace(shape, REDACTED), text)
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
