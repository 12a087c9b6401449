import { createHash } from 'node:crypto'
import { toHex } from '../../common/log/bytes.ts'
import { canonical, canonicalBytes } from '../../common/log/canonical.ts'
import { growingTree, leafHash } from '../../common/log/merkle.ts'
import type { Finding } from '../../common/model/index.ts'
import { sha256 } from './crypto.ts'

/** Stands in an assessment's entry: how its findings are sealed. Earlier ones lack it. */
export const FINDINGS_TREE = 'rfc9162'

/** What an assessment's entry says of its findings: a root, or a flat digest without `tree`. */
export type FindingsSeal = {
  readonly tree?: typeof FINDINGS_TREE | undefined
  /** Hex. */
  readonly findings: string
  readonly count?: number | undefined
}

/**
 * One finding a line, canonical, as the store sorts them (by id): what an assessment seals, and
 * what a bundle carries.
 */
export function findingLine(finding: Finding): string {
  return `${canonical(JSON.parse(JSON.stringify(finding)))}\n`
}

/**
 * The seal over findings: the root of the Merkle tree (RFC 9162, section 2.1) whose leaves are the
 * bytes of the lines, in their order, without the line breaks. So a single finding can be proved.
 */
export async function sealOf(findings: AsyncIterable<Finding>): Promise<Required<FindingsSeal>> {
  return sealOfLeaves(leavesOf(findings))
}

async function* leavesOf(findings: AsyncIterable<Finding>): AsyncGenerator<Uint8Array> {
  // What a store gives is JSON already.
  for await (const finding of findings) yield leafHash(sha256, canonicalBytes(finding))
}

/** The same from the hashes of the lines as leaves, which the store keeps. */
export async function sealOfLeaves(
  hashes: AsyncIterable<Uint8Array>,
): Promise<Required<FindingsSeal>> {
  const tree = growingTree(sha256)
  for await (const hash of hashes) tree.add(hash)
  return { tree: FINDINGS_TREE, findings: toHex(tree.root()), count: tree.count }
}

/** Compares findings with what an assessment sealed of them, as they pass by one after the other. */
export function sealed(seal: FindingsSeal): {
  readonly add: (finding: Finding) => void
  readonly fits: () => boolean
} {
  if (seal.tree === undefined) {
    const hash = createHash('sha256')
    return {
      add: finding => void hash.update(findingLine(finding)),
      fits: () => hash.digest('hex') === seal.findings,
    }
  }
  const tree = growingTree(sha256)
  return {
    // What a store gives is JSON already.
    add: finding => tree.add(leafHash(sha256, canonicalBytes(finding))),
    fits: () => toHex(tree.root()) === seal.findings && tree.count === seal.count,
  }
}

/** Whether these are the findings that an assessment sealed, in the way that it says. */
export async function isSealed(
  seal: FindingsSeal,
  findings: AsyncIterable<Finding>,
): Promise<boolean> {
  const { add, fits } = sealed(seal)
  for await (const finding of findings) add(finding)
  return fits()
}

/** The hash of a line as a leaf: its line break is none of it. */
export function leafOf(line: string): Uint8Array {
  return leafHash(sha256, new TextEncoder().encode(line.replace(/\n$/, '')))
}
