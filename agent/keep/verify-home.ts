import type { Agent } from '../agent.ts'
import { exportedHeads } from '../export/seen.ts'
import { anchorsOf, unmet } from '../log/anchors.ts'
import type { Anchors, Trusted } from '../log/anchors.ts'
import { keyHistory } from '../log/key-history.ts'
import { headOfHome, isHeadGone } from '../log/keys.ts'
import { keepVerified, lastVerified } from '../log/verified.ts'
import type { Verified } from '../log/verified.ts'
import { verifyLog } from '../log/verify.ts'
import type { Verification, VerifyOptions } from '../log/verify.ts'
import { witnessOf } from '../log/witness-key.ts'

export type HomeVerification = Verification & { readonly signers: Anchors }

type HomeOptions = Omit<VerifyOptions, 'known' | 'since' | 'onVerified'> & {
  /** Only what came since the state that was verified last; all where there is none. */
  readonly onlyNew?: boolean
}

/**
 * Recomputes the log of a home beside everything in reach that knows a signed state of it, and says
 * who else signed the one after the last run.
 * @throws Problem `key-head-invalid`, `witness-key-invalid`
 */
export async function verifyHome(
  { home, store, config, clock }: Pick<Agent, 'home' | 'store' | 'config' | 'clock'>,
  { onlyNew = false, ...options }: HomeOptions = {},
  trusted: Trusted = {},
): Promise<HomeVerification> {
  // Before the store is read: what they know by now was committed before.
  const headGone = isHeadGone(home)
  const known = [...headOfHome(home), ...(await exportedHeads(home))]
  const since = onlyNew ? lastVerified(home, await keyHistory(store)) : null
  const sound: Omit<Verified, 'at' | 'whole'>[] = []
  const onVerified = (state: (typeof sound)[number]): void => void sound.push(state)
  const verified = await verifyLog(store, { ...options, known, since, onVerified })
  const at = clock().toISOString()
  for (const state of headGone ? [] : sound)
    keepVerified(home, { ...state, at, whole: verified.since?.whole ?? { size: state.size, at } })
  const { witness } = config()
  // As an export: after the last run.
  const checkpoints = await store.checkpoints()
  const last = checkpoints.findLast(item => item.run !== null) ?? checkpoints.at(-1)
  const signers: Anchors = last
    ? await anchorsOf(last, witness ? witnessOf(witness) : null, trusted)
    : { level: 'LOCAL', witness: null, authority: null }
  const [missing] = headGone
    ? [
        'keys/head.json is gone, which knew the newest state that was signed: whether the log was set back cannot be told',
      ]
    : unmet(signers, trusted)
  if (!verified.ok || missing === undefined) return { ...verified, signers }
  const entry = verified.entries + verified.pruned
  return { ...verified, ok: false, first: { entry, problem: missing }, signers }
}
