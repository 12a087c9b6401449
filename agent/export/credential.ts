import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import { calculateJwkThumbprint, exportJWK, jwtVerify, SignJWT } from 'jose'
import type { JWK } from 'jose'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { StatedFramework, Statement } from '../../common/log/statement.ts'
import { toHex } from '../../common/log/bytes.ts'
import { sha256 } from '../log/crypto.ts'
import { Problem } from '../problem.ts'

/** What kind of credential it is (SD-JWT VC, `vct`): ours says what was measured and certifies nothing. */
const CREDENTIAL_TYPE = 'urn:witnessmark:monitoring-assessment:1'

/** What the assessor decides of a credential. */
export type Draft = {
  /** Who issues it: the assessor, never this tool. */
  readonly issuer: string
  readonly type?: string | undefined
  /** Days. */
  readonly from: Date
  readonly until: Date
  /** Where its status list is, and its place there. */
  readonly status: { readonly uri: string; readonly index: number }
  /** Public key of who is assessed, by which a presentation can be bound to them. */
  readonly holder?: JWK | undefined
}

type Drafted = {
  /** What is signed: digests stand in place of what can be left out. */
  readonly payload: Readonly<Record<string, unknown>>
  /** One a requirement, and one of the tenants: each can be shown or kept back. */
  readonly disclosures: readonly string[]
}

/**
 * A draft after SD-JWT (RFC 9901) and SD-JWT VC (draft-ietf-oauth-sd-jwt-vc): framework, window, figures
 * and the log are always shown, each requirement and the tenants only where their disclosure is.
 * @param salt 128 bits of chance, anew for each: without it a digest could be guessed
 */
export function draftCredential(
  statement: Statement,
  stated: StatedFramework,
  { issuer, type = CREDENTIAL_TYPE, from, until, status, holder }: Draft,
  salt: () => string = () => randomBytes(16).toString('base64url'),
): Drafted {
  const disclosed = (name: string, value: unknown): string =>
    Buffer.from(JSON.stringify([salt(), name, value])).toString('base64url')
  const tenants = disclosed(
    'tenants',
    stated.tenants.map(({ id, service }) => ({ id, service })),
  )
  const requirements = stated.requirements
    .filter(({ measured }) => measured)
    .map(({ id, title, status: outcome, grade }) =>
      disclosed(id, { title, status: outcome, ...(grade === null ? {} : { grade }) }),
    )
  const { origin, size, root } = statement.checkpoint
  return {
    payload: {
      iss: issuer,
      iat: seconds(from),
      nbf: seconds(from),
      exp: seconds(until),
      vct: type,
      status: { status_list: { idx: status.index, uri: status.uri } },
      ...(holder ? { cnf: { jwk: holder } } : {}),
      framework: { id: stated.id, title: stated.title, version: stated.version },
      window: statement.window,
      figures: {
        satisfied: stated.figures.satisfied,
        not_satisfied: stated.figures.notSatisfied,
        undetermined: stated.figures.undetermined,
        not_measured: stated.figures.notMeasured,
        ...(stated.figures.grade === null ? {} : { weakest_grade: stated.figures.grade }),
      },
      evidence: {
        log: origin,
        size,
        root,
        level: statement.level,
        statement_sha256: toHex(sha256(canonicalBytes(statement))),
      },
      requirements: { _sd: requirements.map(digestOf).toSorted() },
      _sd: [digestOf(tenants)],
      _sd_alg: 'sha-256',
    },
    disclosures: [tenants, ...requirements],
  }
}

/** Signed by the assessor's own key: the whole of it, with every disclosure. */
export async function signCredential(
  { payload, disclosures }: Drafted,
  key: string,
): Promise<string> {
  const token = await sign(payload, 'dc+sd-jwt', keyOf(key))
  return `${[token, ...disclosures].join('~')}~`
}

/** What a status list says of a credential (draft-ietf-oauth-status-list, section 7.1). */
const statusCodes = { valid: 0, invalid: 1, suspended: 2 } as const
type Status = keyof typeof statusCodes

const BITS = 2
const PER_BYTE = 8 / BITS

/**
 * The signed list of what counts: two bits a credential, from the lowest bit of each byte on.
 * @param before the list that it goes on from, of the same key
 * @throws Problem `credential-status` for a place beyond the list, or a list that the key did not sign
 */
export async function signStatusList(
  wanted: {
    readonly uri: string
    readonly at: Date
    /** How long a reader may keep it, in seconds. */
    readonly keptSeconds: number
    readonly size: number
    readonly set: readonly { readonly index: number; readonly status: Status }[]
    readonly before?: string | undefined
  },
  key: string,
): Promise<string> {
  const { uri, at, keptSeconds, set, before } = wanted
  const signer = keyOf(key)
  const old = before === undefined ? null : await listOf(before, uri, signer)
  const bytes = Buffer.alloc(Math.max(old?.length ?? 0, Math.ceil(wanted.size / PER_BYTE)))
  if (old) Buffer.from(old).copy(bytes)
  for (const { index, status } of set) {
    const place = Math.floor(index / PER_BYTE)
    const known = bytes[place]
    if (known === undefined) throw new Problem('credential-status', { index, size: wanted.size })
    const shift = (index % PER_BYTE) * BITS
    bytes[place] = (known & ~(0b11 << shift)) | (statusCodes[status] << shift)
  }
  const payload = {
    sub: uri,
    iat: seconds(at),
    ttl: keptSeconds,
    status_list: { bits: BITS, lst: deflateSync(bytes, { level: 9 }).toString('base64url') },
  }
  return sign(payload, 'statuslist+jwt', signer)
}

async function listOf(token: string, uri: string, key: KeyObject): Promise<Uint8Array> {
  try {
    const { payload } = await jwtVerify(token.trim(), createPublicKey(key), {
      typ: 'statuslist+jwt',
      subject: uri,
    })
    const { bits, lst } = payload['status_list'] as { bits: unknown; lst: unknown }
    if (bits !== BITS || typeof lst !== 'string') throw new TypeError('another list')
    return inflateSync(Buffer.from(lst, 'base64url'))
  } catch (error) {
    throw new Problem('credential-status', { index: null, size: 0 }, { cause: error })
  }
}

async function sign(payload: object, typ: string, key: KeyObject): Promise<string> {
  const kid = await calculateJwkThumbprint(await exportJWK(createPublicKey(key)))
  return new SignJWT({ ...payload })
    .setProtectedHeader({ alg: algorithmOf(key), typ, kid })
    .sign(key)
}

/** @throws Problem `credential-key` */
function keyOf(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    algorithmOf(key)
    return key
  } catch (error) {
    throw new Problem('credential-key', {}, { cause: error })
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === 'ed25519') return 'EdDSA'
  const curve = asymmetricKeyDetails?.namedCurve
  if (curve === 'prime256v1') return 'ES256'
  if (curve === 'secp384r1') return 'ES384'
  throw new TypeError('neither Ed25519 nor P-256 nor P-384')
}

/**
 * The holder's public key (PEM) as a JWK. Of a private one the public part could be had: it is refused
 * all the same, because whoever drafts should never have been given it.
 * @throws Problem `credential-holder`
 */
export async function holderJwk(pem: string): Promise<JWK> {
  try {
    if (pem.includes('PRIVATE KEY')) throw new TypeError('a private key')
    const key = createPublicKey(pem)
    algorithmOf(key)
    return await exportJWK(key)
  } catch (error) {
    throw new Problem('credential-holder', {}, { cause: error })
  }
}

function digestOf(disclosure: string): string {
  return Buffer.from(sha256(Buffer.from(disclosure, 'ascii'))).toString('base64url')
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}
