import { toBase64 } from '../../common/log/bytes.ts'
import { cosignaturesBy, parseCheckpoint } from '../../common/log/checkpoint.ts'
import type { Cosignature } from '../../common/log/checkpoint.ts'
import { consistencyProof } from '../../common/log/merkle.ts'
import { sha256 } from '../log/crypto.ts'
import { postOutside, shownAddress } from '../log/outside.ts'
import { witnessOf } from '../log/witness-key.ts'
import type { Config } from '../home/config.ts'
import { causeOf, Problem } from '../problem.ts'

type Witness = NonNullable<Config['witness']>

/** The witness did not answer, or not with its cosignature: the checkpoint waits. */
export const witnessProblems = [
  'witness-ahead',
  'witness-refused',
  'witness-unanswered',
  'witness-unsigned',
] as const

/**
 * Submits a checkpoint with the proof that it extends what the witness saw last:
 * https://c2sp.org/tlog-witness
 * @param seen size that the witness cosigned last, as far as we know; it corrects us
 * @returns the cosignature's note line and time
 * @throws Problem one of `witnessProblems`, saying what the witness said
 */
export async function requestCosignature(
  witness: Witness,
  note: string,
  seen: number,
  subtree: (level: number, index: number) => Promise<Uint8Array>,
  options: { readonly fetch?: typeof fetch; readonly timeoutMs?: number } = {},
): Promise<Cosignature> {
  const { name } = witness
  const url = shownAddress(witness.url)
  const { size } = parseCheckpoint(note)
  const ask = async (old: number): Promise<Response> => {
    const proof = old > 0 && old < size ? await consistencyProof(sha256, old, size, subtree) : []
    const body = `old ${old}\n${proof.map(hash => `${toBase64(hash)}\n`).join('')}\n${note}`
    const address = `${witness.url.replace(/\/$/, '')}/add-checkpoint`
    return postOutside(address, { body }, options).catch((error: unknown) => {
      throw new Problem('witness-unanswered', { url, detail: causeOf(error) }, { cause: error })
    })
  }
  let reply = await ask(seen)
  if (reply.status === 409) {
    const known = Number(await reply.text())
    if (!Number.isInteger(known) || known > size)
      throw new Problem('witness-ahead', {
        url,
        known: Number.isInteger(known) ? known : null,
        size,
      })
    reply = await ask(known)
  }
  if (!reply.ok) throw new Problem('witness-refused', { url, status: reply.status })
  const verifier = witnessOf(witness)
  const [cosignature] = (await reply.text())
    .split('\n')
    .flatMap(line =>
      line.startsWith('— ')
        ? cosignaturesBy(sha256, `${note.slice(0, note.indexOf('\n\n') + 2)}${line}\n`, verifier)
        : [],
    )
  if (!cosignature) throw new Problem('witness-unsigned', { url, name })
  return cosignature
}
