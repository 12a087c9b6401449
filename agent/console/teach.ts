import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CatalogueError } from '../../common/catalogue.ts'
import { baseOf } from '../../common/capture/match.ts'
import { Recipe } from '../../common/capture/recipe.ts'
import type { Lesson } from '../../common/protocol/message.ts'
import type { Agent } from '../agent.ts'
import { editConfig } from '../home/config.ts'
import { ownFile } from '../home/schemas.ts'
import { writeAtomically } from '../files.ts'
import { isProblem, issuesText, Problem } from '../problem.ts'
import { matchTenants } from './tenants.ts'

/**
 * Makes a setting, a check and a recipe of what the user pointed at, as YAML in the user's own
 * folders; a site that no tenant has becomes one. What does not compile is taken back at once.
 * @throws Problem `lesson-invalid`, `lesson-known` with the place and what was expected
 */
export function teach(agent: Agent, lesson: Lesson): void {
  const url = new URL(lesson.address)
  const known = matchTenants(agent).find(tenant => baseOf(tenant)?.origin === url.origin)
  const service = known?.service ?? slug(url.host)
  const resource =
    agent.catalogue().services.find(item => item.id === service)?.resourceTypes[0]?.id ?? 'tenant'
  const name = slug(lesson.title)
  const id = `${service}.${resource}.${name}`
  if (agent.catalogue().services.some(item => item.settings.some(setting => setting.id === id)))
    throw new Problem('lesson-known', { setting: id })
  const path = known
    ? url.pathname.slice(baseOf(known)?.pathname.replace(/\/$/, '').length ?? 0) || '/'
    : url.pathname
  const checks = {
    service: { id: service, ...(known ? {} : { title: url.host }) },
    settings: [
      {
        id,
        title: lesson.title,
        resource,
        type: { type: lesson.type },
        console: {
          path: `${lesson.heading ?? lesson.title} (${url.pathname})`,
          url: lesson.address,
          certainty: 'confirmed',
        },
      },
    ],
    checks: [
      {
        id,
        title: lesson.title,
        metric: lesson.metric,
        resource,
        reads: [id],
        expect: { op: 'equals', value: lesson.wanted },
        expected: `${lesson.title}: ${lesson.wanted === true ? 'on' : lesson.wanted === false ? 'off' : String(lesson.wanted)}`,
        severity: lesson.severity,
        remediation: {
          steps: [`Open ${lesson.address}`, `Set "${lesson.title}" as wanted and save`],
          url: lesson.address,
          seen: agent.clock().toISOString().slice(0, 10),
        },
      },
    ],
  }
  const recipe = Recipe.safeParse({
    id: `taught-${service}-${name}`,
    service,
    title: lesson.heading ?? lesson.title,
    where: {
      hosts: ['{base}'],
      paths: [path],
      ...(lesson.heading ? { headings: [lesson.heading] } : {}),
    },
    url: `{base}${path}`,
    resource: { type: resource },
    context: {
      save: lesson.save,
      ...(lesson.saveButton ? { saveButton: [lesson.saveButton] } : {}),
    },
    settings: [
      {
        setting: id,
        locate: lesson.locate,
        read: lesson.read,
        ...(lesson.by ? { by: lesson.by } : {}),
      },
    ],
    languages: [lesson.language || 'en'],
    certainty: 'confirmed',
    basis: `taught by pointing at the control on ${agent.clock().toISOString().slice(0, 10)}`,
  })
  if (!recipe.success) throw new Problem('lesson-invalid', { detail: issuesText(recipe.error) })

  const files = [
    [join(agent.home, 'checks', `taught-${service}-${name}.yaml`), ownFile('checks', checks)],
    [
      join(agent.home, 'recipes', `taught-${service}-${name}.yaml`),
      ownFile('recipes', recipe.data),
    ],
  ] as const
  if (files.some(([file]) => existsSync(file))) throw new Problem('lesson-known', { setting: id })
  try {
    for (const [file, text] of files) writeAtomically(file, text)
    agent.catalogue().checksOf(service)
  } catch (error) {
    for (const [file] of files) rmSync(file, { force: true })
    if (error instanceof CatalogueError || isProblem(error, 'definition-invalid'))
      throw new Problem('lesson-invalid', { detail: error.message })
    throw error
  }
  if (!known)
    editConfig(agent.home, ['tenants', service], {
      service,
      title: url.host,
      target: { url: url.origin },
      schedule: 'off',
    })
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'setting'
  )
}
