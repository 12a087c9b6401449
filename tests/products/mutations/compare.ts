import { isDeepStrictEqual } from 'node:util'
import { exportJudge } from '../../../agent/import/conformance.ts'
import type { Verdict } from '../../../agent/import/conformance.ts'
import type { Catalogue } from '../../../common/catalogue.ts'
import type { ImportedState, Importer } from '../../../common/model/index.ts'
import { mutations } from '../../support/mutate.ts'
import type { Choice, Mutation, Sections } from '../../support/mutate.ts'
import { seeded } from '../../support/tamper.ts'
import type { Answer, RuleTest, Rules } from './rules.ts'

export type Outcome = Verdict['found']
/** What one mutation made of one policy. */
export type Compared = {
  readonly policy: string
  readonly mutation: string
  readonly fits: boolean
  readonly theirs: Outcome
  readonly ours: Outcome
  readonly detail: string | null
  readonly difference: string | null
  readonly said: string
}

export type Peer = {
  readonly importer: Importer
  readonly document: Sections
  /** Sections of the document that the rules read. */
  readonly sections: readonly string[]
  /** Sections whose keys are names. */
  readonly names: readonly string[]
  /** What the tool's report makes of a test. */
  readonly outcome: (test: RuleTest, document: Sections) => Outcome
  /** What a package must speak of to be asked about a mutation. */
  readonly words: (mutation: Mutation) => readonly string[]
}

/**
 * Both verdicts on a document and on every mutation of it: of policies where one of the two is
 * another than on the document itself, and of all policies on that. What the rules break off at has
 * no verdict of theirs.
 */
export async function* compare(
  catalogue: Catalogue,
  peer: Peer,
  rules: Rules,
  choice: Choice,
  sample: Sample | null = null,
): AsyncGenerator<Compared> {
  const { importer, document } = peer
  // The rules compare with the present, whenever the sample was taken.
  const at = new Date().toISOString()
  const base = theirsOf(peer, document, await rules.of(document))
  const state = importer.map(document)
  const judge = exportJudge(catalogue, importer, at, state)
  const own = new Map<string, Verdict>()
  for (const [policy, { outcome, said }] of base) {
    const verdict = judge(policy, outcome)
    own.set(policy, verdict)
    yield row(policy, 'as it is', true, outcome, verdict, said)
  }
  const readers = readersOf(catalogue, importer)
  const all = mutations(document, peer.sections, { choice, names: peer.names })
  const asked = sample ? drawn([...all], sample) : all
  for await (const { mutation, answer } of answered(peer, rules, asked)) {
    const { section, value } = mutation
    const { [section]: _, ...rest } = document
    const next: Sections = value === undefined ? rest : { ...rest, [section]: value }
    const theirs = theirsOf(peer, next, answer)
    const name = `${section}.${mutation.path.join('.')} ${mutation.change}`
    let changed: ImportedState
    try {
      changed = importer.map(next)
    } catch {
      continue
    }
    const touched = touchedBy(state, changed)
    const again = exportJudge(catalogue, importer, at, changed)
    for (const [policy, before] of base) {
      const { outcome, said } = !(before.from in answer)
        ? before
        : (theirs.get(policy) ?? { outcome: 'unknown' as const, said: 'no test' })
      if (typeof answer[before.from] === 'string') continue
      const was = own.get(policy)
      const affected = touched === 'all' || readers(policy).some(id => touched.has(id))
      if (!affected && outcome === before.outcome) continue
      const verdict = again(policy, outcome)
      if (verdict.found === was?.found && outcome === before.outcome) continue
      yield row(policy, name, mutation.fits, outcome, verdict, said)
    }
  }
}

/** So many of them, chosen by a seed. */
export type Sample = { readonly most: number; readonly seed: number }

function drawn(all: readonly Mutation[], { most, seed }: Sample): readonly Mutation[] {
  const random = seeded(seed)
  return all
    .map(mutation => ({ mutation, place: random() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, most)
    .map(({ mutation }) => mutation)
}

/** Each mutation with what the rules say of it: the next is asked while this one is judged. */
async function* answered(
  { words }: Peer,
  rules: Rules,
  asked: Iterable<Mutation>,
): AsyncGenerator<{ readonly mutation: Mutation; readonly answer: Answer }> {
  let before: { readonly mutation: Mutation; readonly answer: Promise<Answer> } | null = null
  for (const mutation of asked) {
    const answer = rules.with(mutation.section, mutation.value, words(mutation))
    if (before) yield { mutation: before.mutation, answer: await before.answer }
    before = { mutation, answer }
  }
  if (before) yield { mutation: before.mutation, answer: await before.answer }
}

function row(
  policy: string,
  mutation: string,
  fits: boolean,
  theirs: Outcome,
  { found, detail, difference }: Verdict,
  said: string,
): Compared {
  return {
    policy,
    mutation,
    fits,
    theirs,
    ours: found,
    detail,
    difference: difference?.code ?? null,
    said,
  }
}

type Said = { readonly outcome: Outcome; readonly said: string; readonly from: string }

/** What the rules say, by policy; one with several tests is met where each is. */
function theirsOf(peer: Peer, document: Sections, answer: Answer): ReadonlyMap<string, Said> {
  const found = new Map<string, Said>()
  for (const [from, tests] of Object.entries(answer))
    for (const test of typeof tests === 'string' ? [] : tests)
      if ((found.get(test.PolicyId)?.outcome ?? 'pass') === 'pass')
        found.set(test.PolicyId, {
          outcome: peer.outcome(test, document),
          said: test.ReportDetails ?? '',
          from,
        })
  return found
}

function readersOf(
  catalogue: Catalogue,
  importer: Importer,
): (policy: string) => readonly string[] {
  const checks = catalogue.checksOf(importer.service, 'all')
  const known = new Map<string, readonly string[]>()
  return policy => {
    const before = known.get(policy)
    if (before) return before
    const found = checks
      .filter(({ check }) =>
        check.references.some(({ id }) => id === policy || id.startsWith(policy)),
      )
      .flatMap(({ check }) => [...check.reads, ...check.optional])
    known.set(policy, found)
    return found
  }
}

function touchedBy(before: ImportedState, after: ImportedState): ReadonlySet<string> | 'all' {
  if (!isDeepStrictEqual(before.accepted, after.accepted)) return 'all'
  if (before.readings.length !== after.readings.length) return 'all'
  return new Set(
    before.readings.flatMap((item, place) => {
      const next = after.readings[place]
      return next && next.setting === item.setting && isDeepStrictEqual(next.reading, item.reading)
        ? []
        : [item.setting]
    }),
  )
}
