import type { TimedDisagreement } from '../judge/disagreements.ts'
import type { Drift } from '../../common/assess/diff.ts'
import type {
  Exception,
  ShownFinding,
  Ipe,
  Outcome,
  Reason,
  Requirement,
  Severity,
  Value,
} from '../../common/model/index.ts'

// What the API under /api/v1 answers (agent/api-routes.ts).
export type Counts = Record<Outcome, number>
export type ShortFinding = Omit<
  ShownFinding,
  'evidence' | 'observed' | 'decided' | 'params' | 'verdict' | 'requirements'
> & {
  readonly title: string
  readonly found: string | null
  readonly drift: Drift | null
}
export type Group = {
  readonly check: string
  readonly title: string
  readonly tenant: string
  readonly severity: Severity
  readonly expected: string
  readonly found: string | null
  readonly since: string
  readonly fresh: boolean
  readonly count: number
  readonly of: number
  readonly first: string
  readonly resources: readonly string[]
}
type ConsolePage = {
  readonly tenant: string
  readonly recipe: string
  readonly title: string
  readonly url: string | null
  readonly open: number
  readonly of: number
  readonly at: string | null
}
export type Overview = {
  readonly at: string
  readonly scannedAt: string | null
  readonly tenants: number
  readonly counts: Counts
  readonly accepted: number
  readonly groups: readonly Group[]
  readonly lost: readonly ShortFinding[]
  readonly good: readonly ShortFinding[]
  readonly unknown: readonly {
    readonly reason: Reason
    readonly text: string
    readonly count: number
  }[]
  readonly ending: readonly (Exception & { readonly title: string; readonly ended: boolean })[]
  readonly pages: readonly ConsolePage[]
  readonly failedRuns: readonly {
    readonly id: string
    readonly tenant: string
    readonly kind: string
    readonly startedAt: string
  }[]
}
type Run = {
  readonly id: string
  readonly kind: string
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly status: string
  readonly requests: number
}
export type Tenants = {
  readonly tenants: readonly {
    readonly id: string
    readonly service: string
    readonly title?: string
    readonly testedAgainst?: string
    readonly schedule: string
    readonly target: Record<string, string>
    readonly counts: Counts
    readonly resources: number
    readonly runs: readonly Run[]
  }[]
}
export type Findings = {
  readonly total: number
  readonly counts: Counts
  readonly findings: readonly ShortFinding[]
}
export type FindingDetail = {
  readonly finding: ShownFinding
  readonly disagreement: readonly TimedDisagreement[]
  readonly check: {
    readonly title: string
    readonly rationale?: string
    readonly remediation: {
      readonly steps: readonly string[]
      readonly url?: string
      readonly seen: string
    }
    readonly references: readonly { readonly source: string; readonly id: string }[]
    readonly differences: readonly { readonly why: string; readonly upstream: string }[]
  } | null
  readonly settings: readonly {
    readonly id: string
    readonly title: string
    readonly observed?: Value
    readonly console: { readonly path: string; readonly url?: string } | null
  }[]
  readonly evidence: readonly {
    readonly index: number
    readonly commitment: string
    readonly ipe: Ipe | null
    readonly length: number
    readonly mediaType: string
    readonly erased: boolean
  }[]
  /** Of the console pages that show the check's settings, newest first. */
  readonly pictures: readonly {
    readonly index: number
    readonly at: string
    readonly page: string
  }[]
  readonly history: readonly {
    readonly outcome: Outcome
    readonly reason: Reason | null
    readonly from: string
    readonly to: string | null
  }[]
  readonly requirements: readonly {
    readonly id: string
    readonly framework: string
    readonly requirement: string
    readonly title: string
  }[]
  readonly testedAgainst: string | null
  readonly now: string
  readonly exception: Exception | null
  readonly reasonText: string | null
}
type RequirementCheck = {
  readonly check: string
  readonly title: string
  readonly tenant: string
  readonly outcome: Outcome
  readonly count: number
  readonly first: string
}
export type FrameworkItem = Omit<Requirement, 'metrics' | 'checks'> & {
  readonly covered: boolean
  readonly status: 'satisfied' | 'not-satisfied' | 'undetermined'
  readonly counts: Counts
  readonly checks: readonly RequirementCheck[]
}
export type Frameworks = {
  readonly frameworks: readonly {
    readonly id: string
    readonly title: string
    readonly version: string
    readonly note?: string
    readonly requirements: readonly FrameworkItem[]
  }[]
}
export type LogPage = {
  readonly origin: string
  readonly key: string
  readonly size: number
  readonly pruned: number
  readonly anchoring: {
    readonly authority: string | null
    readonly witness: string | null
    readonly waiting: number
  }
  readonly checkpoints: readonly {
    readonly size: number
    readonly root: string
    readonly at: string
    readonly run: string | null
    readonly stampedAt: string | null
    readonly witnessed: boolean
  }[]
  readonly gaps: readonly {
    readonly index: number
    readonly cause: string
    readonly tenant: string
    readonly from: string
    readonly to: string
    readonly detail: string
  }[]
}
export type Pairings = {
  readonly connected: readonly string[]
  readonly pairings: readonly {
    readonly id: string
    readonly name: string
    readonly origin: string
    readonly pairedAt: string
    readonly lastSeen: string | null
    readonly revokedAt: string | null
  }[]
  readonly refusals: Record<string, number>
}
export type CatalogueList = {
  readonly frameworks: readonly {
    readonly id: string
    readonly title: string
    readonly version: string
  }[]
}
export type Changes = {
  readonly tenant: string
  readonly from: string
  readonly to: string
  readonly changes: readonly {
    readonly drift: Drift
    readonly id: string
    readonly check: string
    readonly title?: string
    readonly resource: ShownFinding['resource']
    readonly before: Outcome | null
    readonly after: Outcome | null
  }[]
}
export type ExportJob = {
  readonly id: string
  readonly format: string
  readonly startedAt: string
  readonly state: 'running' | 'done' | 'failed'
  readonly text: string
  readonly done: number
  readonly total: number
  readonly secondsLeft: number | null
  readonly file: string | null
  readonly error: string | null
}
export type Exports = {
  readonly formats: readonly { readonly id: string; readonly title: string }[]
  readonly jobs: readonly ExportJob[]
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly at: string }[]
}
