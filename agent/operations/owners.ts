import { z } from 'zod'
import type { Agent } from '../agent.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import type { ListedGroup } from '../judge/finding-index.ts'
import { ownerOf, ownerOfCheck } from '../judge/owners.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { endingSoon, Ending, failingOf } from './overview.ts'
import { Group, standing } from './shapes.ts'

const Owner = z.strictObject({
  /** Null: what nobody looks after. */
  owner: z.string().nullable(),
  /** What fails and nobody accepted, by check, worst first. */
  open: list(Group),
  /** Findings that could not be told. */
  unknown: z.int(),
  /** Findings that fail and are accepted for a time. */
  accepted: z.int(),
  /** Acceptances that ended or end soon: to be renewed, or the cause to be mended. */
  due: list(Ending),
})

/** What of each owner of config.yaml is open, due and accepted; last, what nobody looks after. */
export const owners = answering({
  title: 'What each owner has to do',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'owners',
  output: z.strictObject({ owners: list(Owner), ...standing }),
  async run(agent) {
    const all = await findingIndexOf(agent).all()
    const config = agent.config()
    const names = [...new Set(config.owners.map(rule => rule.owner))].sort()
    const open = await failingOf(agent, all)
    const due = await endingSoon(agent, agent.clock())
    const groups = all.flatMap(counted => counted.groups)
    const whose = (group: ListedGroup): string | null => ownerOf(config.owners, group)
    return {
      owners: [...names, null].map(owner => {
        const own = groups.filter(group => whose(group) === owner)
        return {
          owner,
          open: open.filter(group => group.owner === owner),
          unknown: countOf(own.filter(group => group.outcome === 'unknown')),
          accepted: countOf(own.filter(group => group.outcome === 'fail' && group.accepted)),
          due: due.filter(item => dueOf(agent, item) === owner),
        }
      }),
      ...(await standingOf(agent)),
    }
  },
})

function dueOf(
  agent: Agent,
  { tenant, check }: { readonly tenant: string; readonly check?: string | undefined },
): string | null {
  return ownerOfCheck(agent, tenant, check ?? null)
}

function countOf(groups: readonly ListedGroup[]): number {
  return groups.reduce((all, group) => all + group.count, 0)
}
