import { z } from 'zod'
import { evaluateCounts, isAbout } from '../../common/assess/evaluate.ts'
import {
  EvaluatedAspect,
  Evaluation,
  leavesOf,
  Mapping,
  mappingsOf,
  MonitoringFact,
  Requirement,
  Time,
} from '../../common/model/index.ts'
import {
  aspectWords,
  evaluationText,
  monitoringText,
  monitoringWords,
  nowText,
  strengthWords,
} from '../../common/words/english/evaluations.ts'
import { worstOf } from '../judge/monitoring.ts'
import { standingOf } from '../judge/standing.ts'
import { talliedOf } from '../judge/tally.ts'
import { assertNames } from '../judge/names.ts'
import { checkRows } from '../judge/check-rows.ts'
import { answering, list } from './operation.ts'
import { Counts, frameworkFields, RequirementCheck, standing } from './shapes.ts'

/** What speaks for an aspect, with how strongly in words. */
const MappingInWords = z.strictObject({ ...Mapping.shape, says: z.string() })

/** Rows of a requirement that takes every check: the first of them say enough. */
const MOST_ROWS = 60

/** Each framework's requirements with their status, their aspects and the checks behind it. */
export const frameworks = answering({
  title: 'Requirements and what is found of them',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    /** Requirements of this one only; of all without. */
    framework: z.string().optional(),
  }),
  kind: 'frameworks',
  output: z.strictObject({
    ...standing,
    /** Of when every status, count and grade is: of now. */
    asOf: Time,
    /** The same in words. */
    when: z.string(),
    /** What is known of the monitoring itself, by tenant. */
    monitoring: list(
      z.strictObject({
        tenant: z.string(),
        fact: MonitoringFact,
        title: z.string(),
        text: z.string(),
      }),
    ),
    frameworks: list(
      z.strictObject({
        ...frameworkFields,
        /** What only groups others. */
        headings: list(Requirement.pick({ id: true, title: true, parent: true })),
        requirements: list(
          Requirement.omit({ aspects: true }).extend({
            /** Something that is measured here could speak for it. */
            covered: z.boolean(),
            status: Evaluation.shape.status,
            /** Which part is proven, which is open and why, on what grade, accepted until when. */
            text: z.string(),
            grade: Evaluation.shape.grade,
            acceptedUntil: Evaluation.shape.acceptedUntil,
            aspects: list(EvaluatedAspect.extend({ says: z.string(), by: list(MappingInWords) })),
            counts: Counts,
            checks: list(RequirementCheck),
            /** Rows that are left out of `checks`. */
            more: z.int(),
          }),
        ),
      }),
    ),
  }),
  async run(agent, _, { framework: only }) {
    assertNames(agent, { framework: only })
    const tallied = await talliedOf(agent)()
    const counted = tallied.flatMap(item => item.checks)
    const facts = worstOf(tallied.flatMap(item => item.monitoring))
    const { frameworks: known } = agent.catalogue()
    const asOf = agent.clock().toISOString()
    const rows = checkRows(agent, tallied)
    return {
      ...(await standingOf(agent)),
      asOf,
      when: nowText(asOf),
      monitoring: tallied.flatMap(({ tenant, monitoring }) =>
        monitoring.map(fact => ({
          tenant,
          fact,
          title: monitoringWords[fact.measure],
          text: monitoringText(fact),
        })),
      ),
      frameworks: known.map(framework => {
        const { id, title, version, note, levels = [] } = framework
        const about = { id, title, version, note, levels: [...levels] }
        if (only !== undefined && only !== id) return { ...about, headings: [], requirements: [] }
        const evaluations = new Map(
          evaluateCounts(framework, counted, facts).map(item => [item.requirement, item]),
        )
        const leaves = leavesOf(framework)
        const requirements = leaves.flatMap(({ aspects, ...item }) => {
          const evaluation = evaluations.get(item.id)
          if (!evaluation) return []
          const named = mappingsOf({ aspects })
          const all = rows.filter(row => named.some(mapping => isAbout(mapping, row)))
          return {
            ...item,
            covered: named.length > 0,
            status: evaluation.status,
            text: evaluationText(evaluation),
            grade: evaluation.grade,
            acceptedUntil: evaluation.acceptedUntil,
            aspects: evaluation.aspects.map(aspect => ({
              ...aspect,
              says: aspectWords[aspect.state],
              by: mappingsOf({ aspects: aspects.filter(({ id: same }) => same === aspect.id) }).map(
                mapping => ({ ...mapping, says: strengthWords[mapping.strength] }),
              ),
            })),
            counts: evaluation.counts,
            checks: all.slice(0, MOST_ROWS).map(({ metric: _, ...row }) => row),
            more: Math.max(0, all.length - MOST_ROWS),
          }
        })
        const headings = framework.requirements
          .filter(item => !leaves.includes(item))
          .map(({ id: own, title: called, parent }) => ({
            id: own,
            title: called,
            ...(parent === undefined ? {} : { parent }),
          }))
        return { ...about, headings, requirements }
      }),
    }
  },
})
