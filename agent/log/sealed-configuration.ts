import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { Store } from '../store/store.ts'
import { commitmentOf } from './crypto.ts'
import { lastManifest } from './current-rows.ts'

/**
 * What the digests are keyed with. It is not exported: a digest in a bundle lets nobody try out addresses.
 * Whoever edits the home may change it, and finds no other configuration of the same digests.
 */
const KEY = 'log.configuration'
/** Hex digits of a digest: 128 bits. */
const DIGITS = 32

/** What of config.yaml says something else than its default, by section. */
export type Sections = Readonly<Record<string, unknown>>
/** A digest for each of them. */
export type SealedSections = Readonly<Record<string, string>>

const Manifest = z.object({ configuration: z.record(z.string(), z.string()) })

/** What a run seals of the configuration as it is. To be called inside its commit. */
export async function sealOfSections(store: Store, sections: Sections): Promise<SealedSections> {
  const known = await store.get(KEY)
  const key = known ?? randomBytes(32).toString('hex')
  if (known === null) await store.set(KEY, key)
  return digestsOf(key, sections)
}

/** What the last run sealed of it; null where none did: earlier versions did not. */
export async function sealedSections(store: Store): Promise<SealedSections | null> {
  return sectionsIn(await lastManifest(store))
}

/** What a run's manifest says of it, or null. */
export function sectionsIn(manifest: unknown): SealedSections | null {
  return Manifest.safeParse(manifest).data?.configuration ?? null
}

/** Sections that say something else than was sealed, sorted. */
export async function editedSince(
  store: Store,
  sealed: SealedSections,
  sections: Sections,
): Promise<string[]> {
  return differing(sealed, digestsOf((await store.get(KEY)) ?? '', sections))
}

/** Names that have not the same digest in both, sorted. */
export function differing(one: SealedSections, other: SealedSections): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter(name => one[name] !== other[name])
    .sort()
}

function digestsOf(key: string, sections: Sections): SealedSections {
  return Object.fromEntries(
    Object.entries(sections).map(([name, value]) => [
      name,
      commitmentOf(Buffer.from(key, 'hex'), canonicalBytes([name, value])).slice(0, DIGITS),
    ]),
  )
}
