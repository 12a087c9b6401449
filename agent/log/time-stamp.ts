import { constants, createHash, randomBytes, verify, X509Certificate } from 'node:crypto'
import { Integer, ObjectIdentifier, OctetString } from 'asn1js'
import {
  AlgorithmIdentifier,
  Certificate,
  IssuerAndSerialNumber,
  MessageImprint,
  PKIStatus,
  RSASSAPSSParams,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'
import { sha256 } from './crypto.ts'
import { signedText } from '../../common/log/checkpoint.ts'
import { causeOf, Problem } from '../problem.ts'
import type { StoredCheckpoint } from '../store/store.ts'
import { postOutside, shownAddress } from './outside.ts'

const SHA256 = '2.16.840.1.101.3.4.2.1'
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
/** Content of a time stamp (RFC 3161, section 2.4.2), and attributes and algorithms of RFC 5652. */
const STATEMENT = '1.2.840.113549.1.9.16.1.4'
const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const KEY_IDENTIFIER = '2.5.29.14'
const RSA_PSS = '1.2.840.113549.1.1.10'
const ED25519 = '1.3.101.112'
const digests: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  [SHA256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
/** Signature algorithms that name a digest of their own; others use the one of the content. */
const signatures: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
}
const MOST_BYTES = 1_000_000

/** What a time stamp says: when, by whom; the certificate that signed it stands first. */
export type TimeStamp = {
  readonly at: string
  readonly authority: string
  readonly chain: readonly X509Certificate[]
}

/**
 * Asks an RFC 3161 authority (section 3.4, HTTP) to stamp the signed text of a checkpoint.
 * @returns the DER reply, as `openssl ts -verify -in` reads it, and what it says
 * @throws Problem one of `stampProblems`, saying what was wrong
 */
export async function requestTimeStamp(
  address: string,
  { note, at }: Pick<StoredCheckpoint, 'note' | 'at'>,
  options: { readonly fetch?: typeof fetch; readonly timeoutMs?: number } = {},
): Promise<{ readonly token: Uint8Array; readonly stamp: TimeStamp }> {
  const url = shownAddress(address)
  const nonce = randomBytes(8)
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40 // a positive number without leading zeros, as DER wants it
  const request = new TimeStampReq({
    version: 1,
    certReq: true,
    nonce: new Integer({ valueHex: arrayBuffer(nonce) }),
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256 }),
      hashedMessage: new OctetString({ valueHex: arrayBuffer(imprintOf(note)) }),
    }),
  })
  const reply = await postOutside(
    address,
    {
      body: request.toSchema().toBER(),
      headers: {
        'content-type': 'application/timestamp-query',
        'accept': 'application/timestamp-reply',
      },
    },
    options,
  ).catch((error: unknown) => {
    throw new Problem('stamp-unanswered', { url, detail: causeOf(error) }, { cause: error })
  })
  if (!reply.ok) throw new Problem('stamp-refused', { url, status: reply.status })
  const token = new Uint8Array(await reply.arrayBuffer())
  if (token.length > MOST_BYTES) throw new Problem('stamp-too-large', { url, bytes: token.length })
  const read = await readTimeStamp(note, token, { nonce, signedAt: at })
  if (typeof read === 'string') throw new Problem('stamp-unfit', { url, detail: read })
  return { token, stamp: read }
}

/**
 * What is wrong with a stored time stamp, or null. Whether the authority is one to trust is for the
 * reader to say: its certificate is inside.
 */
export async function tokenProblem(
  { note, at }: Pick<StoredCheckpoint, 'note' | 'at'>,
  token: Uint8Array,
): Promise<string | null> {
  const read = await readTimeStamp(note, token, { signedAt: at })
  return typeof read === 'string' ? read : null
}

/** Clocks of an authority and of this machine may differ by so much. */
const CLOCKS_DIFFER = 60_000

type StampOf = {
  readonly nonce?: Uint8Array | undefined
  /** When the checkpoint says that it was signed. */
  readonly signedAt?: string | undefined
}

/**
 * Checks the reply against the note: status, digest, nonce, the signature and what it is over, the
 * certificate's purpose, and that the certificate was valid at the stated time, which lies neither
 * before the checkpoint nor after now.
 * @returns what it says, or what is wrong
 */
export async function readTimeStamp(
  note: string,
  token: Uint8Array,
  { nonce, signedAt }: StampOf = {},
): Promise<TimeStamp | string> {
  try {
    const read = contentOf(token)
    if (typeof read === 'string') return read
    const { info, content, signed } = read
    const { hashAlgorithm, hashedMessage } = info.messageImprint
    if (
      hashAlgorithm.algorithmId !== SHA256 ||
      !Buffer.from(hashedMessage.valueBlock.valueHexView).equals(imprintOf(note))
    )
      return 'it is over something else than this checkpoint'
    if (nonce && !(info.nonce && Buffer.from(info.nonce.valueBlock.valueHexView).equals(nonce)))
      return 'it answers another request'
    const chain = signersOf(signed, content)
    const [certificate] = chain ?? []
    if (!chain || !certificate) return 'its signature does not hold'
    if (!certificate.keyUsage?.includes(TIME_STAMPING))
      return 'its certificate is not for time stamps'
    const at = info.genTime
    if (!isValidAt(certificate, at))
      return `its certificate was not valid at the time that it states (${at.toISOString()})`
    if (signedAt !== undefined && at.getTime() < Date.parse(signedAt) - CLOCKS_DIFFER)
      return `it states a time (${at.toISOString()}) before the checkpoint was signed (${signedAt})`
    if (at.getTime() > Date.now() + CLOCKS_DIFFER)
      return `it states a time that is still to come (${at.toISOString()})`
    return { at: at.toISOString(), authority: nameOf(certificate), chain }
  } catch (error) {
    return `it cannot be read: ${causeOf(error)}`
  }
}

/** The digest that a time stamp is over. @throws Error for what is none */
export function imprintIn(token: Uint8Array): Uint8Array {
  const read = contentOf(token)
  if (typeof read === 'string') throw new TypeError(read)
  return read.info.messageImprint.hashedMessage.valueBlock.valueHexView
}

/** SHA-256 over a certificate's DER form, hex: what people compare. */
export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase()
}

/** Whether a stamp comes from an authority that its reader trusts: its own certificate, or one above. */
export function isFromAuthority(
  { at, chain }: TimeStamp,
  trusted: readonly X509Certificate[],
): boolean {
  let [current] = chain
  const left = new Set(chain)
  while (current && left.delete(current)) {
    const below = current
    if (!isValidAt(below, new Date(at))) return false
    const issued = (by: X509Certificate): boolean =>
      below.checkIssued(by) && below.verify(by.publicKey)
    if (trusted.some(by => by.fingerprint256 === below.fingerprint256 || issued(by))) return true
    current = [...left].find(by => by.ca && issued(by))
  }
  return false
}

function contentOf(
  token: Uint8Array,
): { readonly info: TSTInfo; readonly content: Uint8Array; readonly signed: SignedData } | string {
  const { status, timeStampToken } = TimeStampResp.fromBER(arrayBuffer(token))
  if (![PKIStatus.granted, PKIStatus.grantedWithMods].includes(status.status) || !timeStampToken)
    return `the authority refused (status ${status.status})`
  const signed = new SignedData({ schema: timeStampToken.content })
  const { eContent, eContentType } = signed.encapContentInfo
  if (!eContent || eContentType !== STATEMENT) return 'it carries no statement'
  const content = new Uint8Array(eContent.getValue())
  return { info: TSTInfo.fromBER(arrayBuffer(content)), content, signed }
}

/**
 * The certificate that signed, and the others that came along (RFC 5652, section 5.4); null where the
 * signature does not hold. By node:crypto, which knows every curve that openssl knows.
 */
function signersOf(signed: SignedData, content: Uint8Array): X509Certificate[] | null {
  const [info] = signed.signerInfos
  const attributes = info?.signedAttrs
  if (!info || !attributes) return null
  const digest = digests[info.digestAlgorithm.algorithmId]
  const valueOf = (type: string): unknown =>
    attributes.attributes.find(attribute => attribute.type === type)?.values[0]
  const [type, hash] = [valueOf(CONTENT_TYPE), valueOf(MESSAGE_DIGEST)]
  if (
    digest === undefined ||
    !(type instanceof ObjectIdentifier && type.valueBlock.toString() === STATEMENT) ||
    !(hash instanceof OctetString) ||
    !createHash(digest).update(content).digest().equals(hash.valueBlock.valueHexView)
  )
    return null
  const certificates = (signed.certificates ?? []).flatMap(item =>
    item instanceof Certificate ? [item] : [],
  )
  const signer = certificates.find(item => isNamed(item, info.sid))
  if (!signer) return null
  const x509 = (item: Certificate): X509Certificate =>
    new X509Certificate(Buffer.from(item.toSchema().toBER()))
  const certificate = x509(signer)
  const { algorithmId, algorithmParams } = info.signatureAlgorithm
  const pss = algorithmId === RSA_PSS ? new RSASSAPSSParams({ schema: algorithmParams }) : null
  const key = {
    key: certificate.publicKey,
    ...(pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pss.saltLength } : {}),
  }
  const signedWith = pss
    ? digests[pss.hashAlgorithm.algorithmId]
    : (signatures[algorithmId] ?? digest)
  const over = Buffer.from(attributes.encodedValue)
  const signature = info.signature.valueBlock.valueHexView
  const good = verify(algorithmId === ED25519 ? null : signedWith, over, key, signature)
  return good ? [certificate, ...certificates.filter(item => item !== signer).map(x509)] : null
}

/** By issuer and number, or by the identifier of its key (RFC 5652, section 5.3). */
function isNamed(certificate: Certificate, sid: unknown): boolean {
  if (sid instanceof IssuerAndSerialNumber)
    return (
      certificate.issuer.isEqual(sid.issuer) && certificate.serialNumber.isEqual(sid.serialNumber)
    )
  const own = certificate.extensions?.find(item => item.extnID === KEY_IDENTIFIER)?.parsedValue
  return (
    sid instanceof OctetString &&
    own instanceof OctetString &&
    Buffer.from(sid.valueBlock.valueHexView).equals(own.valueBlock.valueHexView)
  )
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, at: Date): boolean {
  return validFromDate <= at && at <= validToDate
}

/** The subject's values, most general last, as people know an authority. */
function nameOf({ subject }: X509Certificate): string {
  return subject
    .split('\n')
    .map(line => line.slice(line.indexOf('=') + 1))
    .join(', ')
}

function imprintOf(note: string): Buffer {
  return Buffer.from(sha256(new TextEncoder().encode(signedText(note))))
}

function arrayBuffer(bytes: Uint8Array | ArrayBuffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
