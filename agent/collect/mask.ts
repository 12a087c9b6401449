import { Unreadable } from '../../common/model/index.ts'
import type { Said } from '../../common/words/said.ts'
import type { Exchange } from './transport.ts'

/** Stands where a credential stood: what holds it is in doubt. */
export const MASKED = '(credential withheld)'
/** What the evidence then says of itself. */
export const MASKED_NOTE = 'A credential that was sent stood in the reply: it was masked.'

/** Shorter ones stand in ordinary text, too; joined with a name they are still known. */
const SHORTEST = 6
/** Fields of a credential file that are secret; addresses and ids of it are not. */
const secretField = /(?:secret|key|token|password|assertion)$/i

/** Knows what was sent as a credential, and takes it out of whatever comes back. */
export type Mask = {
  /** A credential as it is kept or sent: a token, `user:password`, a key, a file of them. */
  add(secret: string): void
  text(text: string): string
  /** The reply as it may be kept. */
  reply(exchange: Exchange): { readonly reply: Exchange; readonly masked: boolean }
  /** What is thrown, with nothing of a credential in what it says. */
  error(error: unknown): unknown
}

/**
 * A service may send back what it was sent, in its body, a header or an error. It is known plain,
 * percent-encoded, JSON-escaped, as hex, and as base64 or base64url (RFC 4648) also in the middle of
 * something longer, such as Basic's `user:password`.
 */
export function createMask(): Mask {
  const known = new Set<string>()
  let pattern: RegExp | null = null

  const latin = (text: string): string => (pattern ? text.replace(pattern, MASKED) : text)
  // Byte by byte, so that what is not text stays as it is.
  const bytes = (body: Uint8Array): Uint8Array => {
    const before = Buffer.from(body).toString('latin1')
    const after = latin(before)
    return after === before ? body : new Uint8Array(Buffer.from(after, 'latin1'))
  }
  const text: Mask['text'] = given =>
    Buffer.from(latin(Buffer.from(given).toString('latin1')), 'latin1').toString()

  return {
    add(secret) {
      const parts = partsOf(secret).filter(part => part.length >= SHORTEST && !known.has(part))
      if (parts.length === 0) return
      for (const part of parts) known.add(part)
      // Longest first: a password within `user:password` goes with it.
      const forms = [...known].sort((a, b) => b.length - a.length).flatMap(formsOf)
      pattern = new RegExp(forms.join('|'), 'g')
    },
    text,
    reply(exchange) {
      const body = bytes(exchange.body)
      const headers = new Headers()
      let masked = body !== exchange.body
      for (const [name, value] of exchange.headers) {
        const kept = latin(value)
        masked ||= kept !== value
        headers.append(name, kept)
      }
      return masked
        ? { masked, reply: { ...exchange, body, headers } }
        : { masked, reply: exchange }
    },
    error(error) {
      if (!(error instanceof Unreadable)) return error
      const before = JSON.stringify(error.said)
      const after = text(before)
      if (after === before) return error
      return new Unreadable(error.reason, JSON.parse(after) as Said, error.evidence)
    },
  }
}

/** What of it is secret on its own. */
function partsOf(secret: string): readonly string[] {
  const fields = fieldsOf(secret)
  if (fields) return fields
  const colon = secret.indexOf(':')
  const lines = secret.split(/\r?\n/).filter(line => line !== '' && !line.startsWith('-----'))
  return [
    secret,
    ...(colon > 0 ? [secret.slice(colon + 1)] : []),
    ...(lines.length > 1 ? lines : []),
  ]
}

/** Of a credential file (JSON) its secret fields; null where it is none. */
function fieldsOf(secret: string): readonly string[] | null {
  try {
    const parsed: unknown = JSON.parse(secret)
    if (typeof parsed !== 'object' || parsed === null) return null
    return Object.entries(parsed).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? (fieldsOf(JSON.stringify(value)) ?? [])
        : typeof value === 'string' && secretField.test(name)
          ? partsOf(value)
          : [],
    )
  } catch {
    return null
  }
}

function formsOf(secret: string): readonly string[] {
  const hex = Buffer.from(secret).toString('hex')
  // What was encoded may have been JSON before.
  const written = new Set([secret, JSON.stringify(secret).slice(1, -1)])
  return [
    Array.from(secret, escapedForms).join(''),
    ...[...written].flatMap(text => [0, 1, 2].map(at => base64Form(Buffer.from(text), at))),
    anyCase(hex),
  ]
}

/** One character as it is, JSON-escaped or percent-encoded, each also more than once. */
function escapedForms(character: string): string {
  const raw = Buffer.from(character).toString('latin1')
  const units = Array.from(
    { length: character.length },
    (_, index) => `\\\\+u${anyCase(character.charCodeAt(index).toString(16).padStart(4, '0'))}`,
  ).join('')
  const percent = [...Buffer.from(character)]
    .map(byte => `%(?:25)*${anyCase(byte.toString(16).padStart(2, '0'))}`)
    .join('')
  const short = /["\\/]/.test(character) ? [`\\\\+${literal(character)}`] : []
  return `(?:${[...short, units, percent, literal(raw), ...(character === ' ' ? ['\\+'] : [])].join('|')})`
}

/**
 * Base64 of something in which the secret begins at a byte `offset` of a group of three: what the
 * neighbours do not change, and the characters beside it, which hold a part of the secret.
 */
function base64Form(secret: Buffer, offset: number): string {
  const lead = Buffer.concat([Buffer.alloc(offset), secret])
  const whole = lead.subarray(0, lead.length - (lead.length % 3)).toString('base64')
  const stable = whole.slice(offset === 0 ? 0 : 4)
  const edge = '(?:[A-Za-z0-9+/_-]|\\\\/|%2[BbFf])'
  const before = offset === 0 ? '' : `${edge}{4}`
  const after = lead.length % 3 === 0 ? '' : `${edge}{2,3}(?:={0,2}|(?:%3[Dd]){0,2})`
  return `${before}${Array.from(stable, base64Character).join('')}${after}`
}

function base64Character(character: string): string {
  if (character === '+') return '(?:\\+|-|%2[Bb])'
  return character === '/' ? '(?:\\\\?/|_|%2[Ff])' : character
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

/** Hex digits in either case. */
function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`)
}
