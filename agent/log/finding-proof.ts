import { fromHex, toHex } from '../../common/log/bytes.ts'
import { inclusionProof, rootOf, verifyInclusion } from '../../common/log/merkle.ts'
import type { Finding } from '../../common/model/index.ts'
import { sha256 } from './crypto.ts'
import { findingLine, leafOf } from './finding-lines.ts'

/** That one finding is under an assessment's root, without the others. */
export type FindingProof = {
  readonly line: string
  readonly index: number
  readonly count: number
  /** Hashes from the leaf's sibling up, hex. */
  readonly hashes: readonly string[]
}

/** @throws RangeError where no finding has the id */
export async function proveFinding(
  findings: AsyncIterable<Finding>,
  id: string,
): Promise<FindingProof> {
  let found: { readonly index: number; readonly line: string } | null = null
  const hashes: Uint8Array[] = []
  for await (const finding of findings) {
    const line = findingLine(finding)
    if (finding.id === id) found = { index: hashes.length, line }
    hashes.push(leafOf(line))
  }
  if (!found) throw new RangeError(`there is no finding "${id}"`)
  const proof = await inclusionProof(sha256, found.index, hashes.length, (level, index) =>
    rootOf(sha256, hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)),
  )
  return { ...found, count: hashes.length, hashes: proof.map(toHex) }
}

/** Whether the proof leads from its line to the root (hex) that an assessment sealed. */
export function verifyFinding(
  { line, index, hashes }: FindingProof,
  { findings: root, count }: { readonly findings: string; readonly count: number },
): boolean {
  return verifyInclusion(sha256, index, count, leafOf(line), hashes.map(fromHex), fromHex(root))
}
