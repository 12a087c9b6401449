import { z } from 'zod'
import { Outcome } from '../../common/model/index.ts'
import { countsOf, groupsOf } from '../judge/finding-list.ts'
import { ownerOf } from '../judge/owners.ts'
import { standingOf } from '../judge/standing.ts'
import { FindingFilter, lookFor } from './findings.ts'
import { answering, list } from './operation.ts'
import { Counts, Group, standing } from './shapes.ts'

const PAGE = 100

/** The findings of all tenants, filtered, by check: a line for those that came out alike. */
export const findingGroups = answering({
  title: 'The findings by check, filtered',
  role: 'reader',
  needs: 'home',
  input: FindingFilter,
  kind: 'finding-groups',
  output: z.strictObject({
    total: z.int(),
    counts: Counts,
    groups: list(
      Group.pick({ check: true, title: true, tenant: true, severity: true, owner: true }).extend({
        outcome: Outcome,
        /** For a time; the outcome stays. */
        accepted: z.boolean(),
        expected: z.string(),
        count: z.int().positive(),
      }),
    ),
    ...standing,
  }),
  async run(agent, _, { page, ...wanted }) {
    const found = await lookFor(agent, wanted)
    const { owners } = agent.config()
    const groups = groupsOf(found)
    return {
      total: groups.length,
      counts: countsOf(found),
      groups: groups.slice(page * PAGE, (page + 1) * PAGE).map(({ group, count }) => ({
        check: group.check,
        title: group.title,
        tenant: group.tenant,
        severity: group.severity,
        outcome: group.outcome,
        accepted: group.accepted,
        expected: group.expected,
        owner: ownerOf(owners, group),
        count,
      })),
      ...(await standingOf(agent)),
    }
  },
})
