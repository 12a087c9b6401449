import { toBase64 } from '../../common/log/bytes.ts'
import { cosignaturesBy, parseCheckpoint } from '../../common/log/checkpoint.ts'
import type { Cosignature } from '../../common/log/checkpoint.ts'
import { consistencyProof } from '../../common/log/merkle.ts'
import { sha256 } from '../log/crypto.ts'
import { witnessOf } from '../log/witness-key.ts'
import type { Config } from '../home/config.ts'

/** The witness did not answer, or not with its cosignature. */
export class WitnessError extends Error {}

type Witness = NonNullable<Config['witness']>

/**
 * Submits a checkpoint with the proof that it extends what the witness saw last:
 * https://c2sp.org/tlog-witness
 * @param seen size that the witness cosigned last, as far as we know; it corrects us
 * @returns the cosignature's note line and time
 * @throws WitnessError saying what the witness said
 */
export async function requestCosignature(
  witness: Witness,
  note: string,
  seen: number,
  subtree: (level: number, index: number) => Promise<Uint8Array>,
  options: { readonly fetch?: typeof fetch; readonly timeoutMs?: number } = {},
): Promise<Cosignature> {
  const { size } = parseCheckpoint(note)
  const ask = async (old: number): Promise<Response> => {
    const proof = old > 0 && old < size ? await consistencyProof(sha256, old, size, subtree) : []
    return (options.fetch ?? fetch)(`${witness.url.replace(/\/$/, '')}/add-checkpoint`, {
      method: 'POST',
      redirect: 'error',
      body: `old ${old}\n${proof.map(hash => `${toBase64(hash)}\n`).join('')}\n${note}`,
      signal: AbortSignal.timeout(options.timeoutMs ?? 15_000),
    }).catch((error: unknown) => {
      throw new WitnessError(
        `${witness.url} did not answer: ${error instanceof Error ? error.message : String(error)}`,
      )
    })
  }
  let reply = await ask(seen)
  if (reply.status === 409) {
    const known = Number(await reply.text())
    if (!Number.isInteger(known) || known > size)
      throw new WitnessError(
        `${witness.url} has already cosigned ${Number.isInteger(known) ? `${known} entries` : 'another history'} of this log, this checkpoint has ${size}`,
      )
    reply = await ask(known)
  }
  if (!reply.ok)
    throw new WitnessError(
      `${witness.url} answered ${reply.status}: ${meaning[reply.status] ?? 'no reason known'}`,
    )
  const verifier = witnessOf(witness)
  const [cosignature] = (await reply.text())
    .split('\n')
    .flatMap(line =>
      line.startsWith('— ')
        ? cosignaturesBy(sha256, `${note.slice(0, note.indexOf('\n\n') + 2)}${line}\n`, verifier)
        : [],
    )
  if (!cosignature)
    throw new WitnessError(`${witness.url} answered without a valid cosignature of ${witness.name}`)
  return cosignature
}

/** What the specification says a witness means by its refusals. */
const meaning: Readonly<Record<number, string>> = {
  403: 'it trusts another key for this log',
  404: 'it does not know this log: give it the origin and the verifier key (witnessmark key)',
  409: 'it has cosigned another history of this log',
  422: 'the proof that the log only grew does not hold',
}
