import type { CheckSource, Severity } from '../model/check.ts'
import { defineCheck } from '../model/define-check.ts'
import type { ImportedReading, ImportedState } from '../model/import.ts'
import type { Resource } from '../model/resource.ts'
import type { Setting } from '../model/setting.ts'

// Results of another scanner: what it says passes or fails, under its own names. They are evidence of
// grade D: they can contradict a requirement, and never satisfy one.

/** A check of the other tool that asks for the same as one of our metrics. */
export type PeerCheck = {
  /** As the other tool calls it. */
  readonly id: string
  /** In our words. */
  readonly title: string
  readonly metric: string
  readonly severity: Severity
  /** The type of resource that it is about. */
  readonly on: string
}

/** `MS.AAD.1.1` and `repository_has_codeowners_file` as the last part of an id. */
function nameOf({ id }: Pick<PeerCheck, 'id'>): string {
  return id.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

function settingOf(service: string, check: PeerCheck): string {
  return `${service}.${check.on}.${nameOf(check)}`
}

/** Each result as a setting: true where the tool says that it passes. */
export function peerSettings(service: string, checks: readonly PeerCheck[]): readonly Setting[] {
  return checks.map(check => ({
    id: settingOf(service, check),
    title: `${check.id}: ${check.title}`,
    resource: check.on,
    type: { type: 'boolean' },
    // The tool's own words stand beside it in the file, and may name people.
    personal: true,
  }))
}

/** Each result as a check of its metric. @param tool its title */
export function peerChecks(
  service: string,
  tool: string,
  checks: readonly PeerCheck[],
): readonly CheckSource[] {
  return checks.map(check =>
    defineCheck({
      id: settingOf(service, check),
      title: `${tool}: ${check.title}`,
      metric: check.metric,
      severity: check.severity,
      references: [{ source: tool, id: check.id }],
      reads: [nameOf(check)],
      expect: { op: 'equals', value: true },
      expected: `${check.id} passes`,
      steps: [
        `See what ${tool} says of ${check.id}, and repair it there.`,
        `Run ${tool} again and import its file: nothing else shows that it was repaired.`,
      ],
    }),
  )
}

/** One result as the other tool's file has it. */
export type PeerResult = {
  readonly check: string
  readonly resource: Pick<Resource, 'type' | 'id'>
  /** `untold`: the tool did not decide. */
  readonly says: 'pass' | 'fail' | 'untold'
}

const worst = ['pass', 'untold', 'fail'] as const

/**
 * What results say in our settings: of several on the same thing the worst. A mapped check of which
 * the file says nothing was not asked; results that nothing is mapped to stay in the sealed file.
 * @param root with every other resource that the file speaks of
 */
export function peerState(
  service: string,
  checks: readonly PeerCheck[],
  resources: readonly Resource[],
  results: readonly PeerResult[],
  section: string,
): Pick<ImportedState, 'resources' | 'readings' | 'listed' | 'accepted'> {
  const said = new Map<string, PeerResult['says']>()
  for (const { check, resource, says } of results) {
    const key = JSON.stringify([check, resource.type, resource.id])
    const known = said.get(key) ?? 'pass'
    said.set(key, worst.indexOf(says) > worst.indexOf(known) ? says : known)
  }
  const readings = checks.flatMap(check =>
    resources
      .filter(({ type }) => type === check.on)
      .map(({ type, id }): ImportedReading => {
        const says = said.get(JSON.stringify([check.id, type, id]))
        return {
          resource: { type, id },
          setting: settingOf(service, check),
          section,
          reading:
            says === 'pass' || says === 'fail'
              ? { state: 'observed', value: says === 'pass' }
              : { state: 'unobserved', reason: 'not-asked' },
        }
      }),
  )
  return { resources, readings, listed: [], accepted: {} }
}
