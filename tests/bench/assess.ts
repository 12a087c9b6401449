// 10,000 repositories judged in memory, against a hand-written loop over the same values.
import { assess } from '../../common/assess/assess.ts'
import { current } from '../../common/assess/current.ts'
import { loadCatalogue } from '../../common/catalogue.ts'
import { frameworks } from '../../common/frameworks/index.ts'
import { metrics } from '../../common/metrics.ts'
import type { Observation, Resource, Value } from '../../common/model/index.ts'
import { services } from '../../common/services/index.ts'

const count = 10_000
const at = '2026-01-01T00:00:00.000Z'
const values: Readonly<Record<string, Value>> = {
  'archived': false, 'default-branch': 'main', 'visibility': 'PRIVATE', 'security-policy': false, 'secret-scanning': 'enabled', 'push-protection': 'disabled', 'dependabot-alerts': true, 'dependabot-updates': 'enabled', 'deploy-keys': [],
  'classic-protection': { pattern: 'main', requiresReviews: true, reviewCount: 1, dismissesStaleReviews: true, requiresCodeOwners: false, requiresLastPushApproval: false, requiresStatusChecks: true, strictStatusChecks: false, adminsIncluded: false, forcePushes: false, deletions: false, linearHistory: false, signatures: false, conversationResolution: false, bypassReviews: 0 },
  'branch-rules': [{ type: 'PULL_REQUEST', ruleset: 1, reviewCount: 1, codeOwners: false, dismissesStaleReviews: false, lastPushApproval: false, conversationResolution: false, strictStatusChecks: null }],
}
const resources: Resource[] = [{ type: 'organization', id: 'o', name: 'o' }, ...Array.from({ length: count }, (_, index) => ({ type: 'repository', id: `r${index}`, name: `r${index}`, parent: { type: 'organization', id: 'o' } }))]
const observations = resources.slice(1).flatMap(({ type, id }) => Object.entries(values).map(([name, value]): Observation => ({ setting: `github.repository.${name}`, resource: { type, id }, reading: { state: 'observed', value }, source: 'api', grade: 'A', at, evidence: [{ index: 1, commitment: 'c' }] })))
const checks = loadCatalogue({ services, metrics, frameworks }).checksOf('github').filter(item => item.check.resource === 'repository')
const state = current({ tenant: 't', service: 'github', at, resources, observations })

function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const start = performance.now()
  const result = work()
  return { ms: performance.now() - start, result }
}
/** The same sixteen questions as plain code. */
function byHand(): number {
  let passed = 0
  for (let index = 0; index < count; index++) {
    const rule = values['classic-protection'] as Record<string, unknown>
    const rules = values['branch-rules'] as Record<string, unknown>[]
    for (const question of checks) {
      const verdict = rule !== null && (rule['requiresReviews'] === true || rules.some(item => item['type'] === question.check.id))
      if (verdict) passed++
    }
  }
  return passed
}
assess(checks, state)
const ours = timed(() => assess(checks, state))
const hand = timed(byHand)
process.stdout.write(`${ours.result.length} findings: ${Math.round(ours.result.length / ours.ms)} a millisecond; ${(ours.ms / Math.max(hand.ms, 0.01)).toFixed(0)} x the hand-written loop, which builds no finding\n`)
