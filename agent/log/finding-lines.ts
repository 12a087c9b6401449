import { createHash } from 'node:crypto'
import { canonical } from '../../common/log/canonical.ts'
import type { Finding } from '../../common/model/index.ts'

/**
 * One finding a line, canonical, as the store sorts them: what an assessment's digest is over, and
 * what a bundle carries.
 */
export function findingLine(finding: Finding): string {
  return `${canonical(JSON.parse(JSON.stringify(finding)))}\n`
}

/** SHA-256 over the findings' lines, hex. */
export async function digestOf(findings: AsyncIterable<Finding>): Promise<string> {
  const hash = createHash('sha256')
  for await (const finding of findings) hash.update(findingLine(finding))
  return hash.digest('hex')
}
