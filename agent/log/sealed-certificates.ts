import { CertificateState, CertificateWords } from '../../common/model/index.ts'
import { Entry } from '../../common/log/entry.ts'
import type { Store } from '../store/store.ts'
import { parseBody } from './key-history.ts'
import { sealedDecisions } from './sealed-decisions.ts'

/** One transition, as the log sealed it. */
export type CertificateStep = {
  readonly key: string
  readonly framework: string
  /** From 1. */
  readonly place: number
  readonly state: CertificateState
  /** The day on which the body decided so, and until when the certificate is valid. */
  readonly on: string
  readonly until: string | null
  /** Null once it was erased. */
  readonly said: CertificateWords | null
  readonly at: string
  readonly actor: string | null
  readonly entry: number
}

const KEY = /^([a-z0-9-]+)\/(\d+)\/([a-z]+)\/(\d{4}-\d{2}-\d{2})\/(\d{4}-\d{2}-\d{2}|-)$/
const SUBJECT = /^certificate (\S+) (set|restated)$/

/**
 * What names nobody stands in the key, thus in the leaf: who said it can be erased, and that a
 * certificate is suspended cannot.
 */
export function certificateKey({
  framework,
  place,
  state,
  on,
  until,
}: Pick<CertificateStep, 'framework' | 'place' | 'state' | 'on' | 'until'>): string {
  return [framework, place, state, on, until ?? '-'].join('/')
}

/**
 * All transitions, of each framework in their order.
 * @param before only what was said before this place, as `sealedDecisions` has it
 */
export async function sealedCertificates(
  store: Pick<Store, 'evidenceHeads' | 'evidence' | 'leaves'>,
  before = Infinity,
): Promise<readonly CertificateStep[]> {
  const said = await sealedDecisions(store, 'certificate', CertificateWords.nullable(), before)
  const found = new Map(
    said.flatMap(item => {
      const read = readKey(item.key)
      return read ? [[item.key, { ...item, ...read }] as const] : []
    }),
  )
  for await (const { index, erased } of store.evidenceHeads({ kind: 'decision' })) {
    if (!erased || index >= before) continue
    const [one] = await Array.fromAsync(store.leaves(index, index + 1))
    const leaf = one && Entry.safeParse(parseBody(one.leaf)).data
    const [, key = ''] = SUBJECT.exec(leaf?.subject ?? '') ?? []
    const read = readKey(key)
    if (!leaf || !read || found.has(key)) continue
    found.set(key, { ...read, key, said: null, at: leaf.at, actor: null, entry: index })
  }
  return [...found.values()].sort((a, b) =>
    a.framework < b.framework ? -1 : a.framework > b.framework ? 1 : a.place - b.place,
  )
}

function readKey(
  key: string,
): Pick<CertificateStep, 'framework' | 'place' | 'state' | 'on' | 'until'> | null {
  const [, framework = '', place, word, on = '', until] = KEY.exec(key) ?? []
  const state = CertificateState.safeParse(word).data
  if (!state) return null
  return {
    framework,
    place: Number(place),
    state,
    on,
    until: until === '-' ? null : (until ?? null),
  }
}
