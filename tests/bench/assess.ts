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
  'archived': false,
  'default-branch': 'main',
  'visibility': 'PRIVATE',
  'security-policy': false,
  'secret-scanning': 'enabled',
  'push-protection': 'disabled',
  'dependabot-alerts': true,
  'dependabot-updates': 'enabled',
  'deploy-keys': [],
  'classic-protection': {
    pattern: 'main',
    requiresReviews: true,
    reviewCount: 1,
    dismissesStaleReviews: true,
    requiresCodeOwners: false,
    requiresLastPushApproval: false,
    requiresStatusChecks: true,
    strictStatusChecks: false,
    adminsIncluded: false,
    forcePushes: false,
    deletions: false,
    linearHistory: false,
    signatures: false,
    conversationResolution: false,
    bypassReviews: 0,
  },
  'branch-rules': [
    {
      type: 'PULL_REQUEST',
      ruleset: 1,
      reviewCount: 1,
      codeOwners: false,
      dismissesStaleReviews: false,
      lastPushApproval: false,
      conversationResolution: false,
      strictStatusChecks: null,
    },
  ],
}
const resources: Resource[] = [
  { type: 'organization', id: 'o', name: 'o' },
  ...Array.from({ length: count }, (_, index) => ({
    type: 'repository',
    id: `r${index}`,
    name: `r${index}`,
    parent: { type: 'organization', id: 'o' },
  })),
]
const observations = resources.slice(1).flatMap(({ type, id }) =>
  Object.entries(values).map(([name, value]): Observation => ({
    setting: `github.repository.${name}`,
    resource: { type, id },
    reading: { state: 'observed', value },
    source: 'api',
    grade: 'A',
    at,
    evidence: [{ index: 1, commitment: 'c' }],
  })),
)
const written = loadCatalogue({ services, metrics, frameworks })
  .checksOf('github')
  .filter(item => item.check.resource === 'repository')
/** Forty, by asking the sixteen again. */
const checks = Array.from({ length: 40 }, (_, index) => written[index % written.length]).filter(
  item => item !== undefined,
)
const state = current({ tenant: 't', service: 'github', at, resources, observations })

function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const start = performance.now()
  const result = work()
  return { ms: performance.now() - start, result }
}
type Protection = { readonly [field: string]: unknown } | null
/**
 * The same questions written by hand for these settings: no unknown, no evidence, no applicability
 * beyond the branch; a finding is an id and an outcome.
 */
const byName: Readonly<
  Record<string, (classic: Protection, rules: readonly Record<string, unknown>[]) => boolean>
> = {
  'branch-protected': (classic, rules) => classic !== null || rules.length > 0,
  'review-required': (classic, rules) =>
    (classic?.['requiresReviews'] === true && Number(classic['reviewCount']) >= 1) ||
    rules.some(rule => rule['type'] === 'PULL_REQUEST' && Number(rule['reviewCount']) >= 1),
  'review-not-bypassed': classic =>
    classic?.['requiresReviews'] === true &&
    classic['adminsIncluded'] === true &&
    classic['bypassReviews'] === 0,
  'stale-reviews-dismissed': (classic, rules) =>
    classic?.['dismissesStaleReviews'] === true ||
    rules.some(rule => rule['dismissesStaleReviews'] === true),
  'code-owners-review': (classic, rules) =>
    classic?.['requiresCodeOwners'] === true || rules.some(rule => rule['codeOwners'] === true),
  'status-checks-required': (classic, rules) =>
    classic?.['requiresStatusChecks'] === true ||
    rules.some(rule => rule['type'] === 'REQUIRED_STATUS_CHECKS'),
  'no-force-push': (classic, rules) =>
    classic?.['forcePushes'] === false || rules.some(rule => rule['type'] === 'NON_FAST_FORWARD'),
  'no-branch-deletion': (classic, rules) =>
    classic?.['deletions'] === false || rules.some(rule => rule['type'] === 'DELETION'),
  'signatures-required': (classic, rules) =>
    classic?.['signatures'] === true || rules.some(rule => rule['type'] === 'REQUIRED_SIGNATURES'),
  'conversations-resolved': (classic, rules) =>
    classic?.['conversationResolution'] === true ||
    rules.some(rule => rule['conversationResolution'] === true),
  'secret-scanning': () => values['secret-scanning'] === 'enabled',
  'push-protection': () => values['push-protection'] === 'enabled',
  'dependabot-alerts': () => values['dependabot-alerts'] === true,
  'dependabot-updates': () => values['dependabot-updates'] === 'enabled',
  'deploy-keys-read-only': () =>
    (values['deploy-keys'] as readonly { readonly readOnly: boolean }[]).every(key => key.readOnly),
  'security-policy': () => values['security-policy'] === true,
}
function byHand(): { readonly id: string; readonly outcome: string }[] {
  const found: { readonly id: string; readonly outcome: string }[] = []
  for (const { id } of resources.slice(1)) {
    for (const { check } of checks) {
      const name = check.id.split('.').at(-1) ?? ''
      found.push({
        id: `t/${check.id}/${id}`,
        outcome: byName[name]?.(
          values['classic-protection'] as Protection,
          values['branch-rules'] as readonly Record<string, unknown>[],
        )
          ? 'pass'
          : 'fail',
      })
    }
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))
}
assess(checks, state)
const ours = timed(() => assess(checks, state))
const hand = timed(byHand)
process.stdout.write(
  `${ours.result.length} findings: ${Math.round(ours.result.length / ours.ms)} a millisecond; ${(ours.ms / Math.max(hand.ms, 0.01)).toFixed(0)} x a hand-written loop that gives ids and outcomes only, sorted alike\n`,
)
