import { randomBytes } from 'node:crypto'
import { Integer, OctetString } from 'asn1js'
import {
  AlgorithmIdentifier,
  ExtKeyUsage,
  MessageImprint,
  PKIStatus,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'
import { sha256 } from './crypto.ts'
import { signedText } from '../../common/log/checkpoint.ts'
import { Problem, messageOf } from '../problem.ts'

const SHA256 = '2.16.840.1.101.3.4.2.1'
const EXTENDED_KEY_USAGE = '2.5.29.37'
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
const MOST_BYTES = 1_000_000

/** What a time stamp says: when, by whom. */
export type TimeStamp = { readonly at: string; readonly authority: string }

/** The authority did not answer, or not with a stamp over what was sent: the checkpoint waits. */
export const stampProblems = [
  'stamp-refused',
  'stamp-too-large',
  'stamp-unanswered',
  'stamp-unfit',
] as const

/**
 * Asks an RFC 3161 authority (section 3.4, HTTP) to stamp the signed text of a checkpoint.
 * @returns the DER reply, as `openssl ts -verify -in` reads it, and what it says
 * @throws Problem one of `stampProblems`, saying what was wrong
 */
export async function requestTimeStamp(
  url: string,
  note: string,
  options: { readonly fetch?: typeof fetch; readonly timeoutMs?: number } = {},
): Promise<{ readonly token: Uint8Array; readonly stamp: TimeStamp }> {
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
  const reply = await (options.fetch ?? fetch)(url, {
    method: 'POST',
    redirect: 'error',
    body: request.toSchema().toBER(),
    headers: {
      'content-type': 'application/timestamp-query',
      'accept': 'application/timestamp-reply',
    },
    signal: AbortSignal.timeout(options.timeoutMs ?? 15_000),
  }).catch((error: unknown) => {
    throw new Problem('stamp-unanswered', { url, detail: withCause(error) }, { cause: error })
  })
  if (!reply.ok) throw new Problem('stamp-refused', { url, status: reply.status })
  const token = new Uint8Array(await reply.arrayBuffer())
  if (token.length > MOST_BYTES) throw new Problem('stamp-too-large', { url, bytes: token.length })
  const read = await readTimeStamp(note, token, nonce)
  if (typeof read === 'string') throw new Problem('stamp-unfit', { url, detail: read })
  return { token, stamp: read }
}

/**
 * What is wrong with a stored time stamp, or null. Whether the authority is one to trust is for the
 * reader to say: its certificate is inside.
 */
export async function tokenProblem(note: string, token: Uint8Array): Promise<string | null> {
  const read = await readTimeStamp(note, token)
  return typeof read === 'string' ? read : null
}

/**
 * Checks the reply against the note: status, digest, nonce, the certificate's purpose, the
 * signature. @returns what it says, or what is wrong
 */
export async function readTimeStamp(
  note: string,
  token: Uint8Array,
  nonce?: Uint8Array,
): Promise<TimeStamp | string> {
  try {
    const { status, timeStampToken } = TimeStampResp.fromBER(arrayBuffer(token))
    if (![PKIStatus.granted, PKIStatus.grantedWithMods].includes(status.status) || !timeStampToken)
      return `the authority refused (status ${status.status})`
    const signed = new SignedData({ schema: timeStampToken.content })
    const content = signed.encapContentInfo.eContent
    if (!content) return 'it carries no statement'
    const info = TSTInfo.fromBER(arrayBuffer(content.getValue()))
    if (
      info.messageImprint.hashAlgorithm.algorithmId !== SHA256 ||
      !Buffer.from(info.messageImprint.hashedMessage.valueBlock.valueHexView).equals(
        imprintOf(note),
      )
    )
      return 'it is over something else than this checkpoint'
    if (nonce && !(info.nonce && Buffer.from(info.nonce.valueBlock.valueHexView).equals(nonce)))
      return 'it answers another request'
    const verified = await signed.verify({
      signer: 0,
      checkChain: false,
      data: arrayBuffer(new TextEncoder().encode(signedText(note))),
      extendedMode: true,
    })
    const certificate = verified.signerCertificate
    if (!verified.signatureVerified || !certificate) return 'its signature does not hold'
    const usage = certificate.extensions?.find(extension => extension.extnID === EXTENDED_KEY_USAGE)
      ?.parsedValue as unknown
    if (!(usage instanceof ExtKeyUsage) || !usage.keyPurposes.includes(TIME_STAMPING))
      return 'its certificate is not for time stamps'
    return {
      at: info.genTime.toISOString(),
      authority: certificate.subject.typesAndValues
        .map(item => String(item.value.valueBlock.value))
        .join(', '),
    }
  } catch (error) {
    return `it cannot be read: ${withCause(error)}`
  }
}

function imprintOf(note: string): Buffer {
  return Buffer.from(sha256(new TextEncoder().encode(signedText(note))))
}

function arrayBuffer(bytes: Uint8Array | ArrayBuffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

function withCause(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error
    ? `${error.message} (${error.cause.message})`
    : messageOf(error)
}
