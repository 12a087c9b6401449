import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { importer as scubagear } from '../../../common/services/microsoft-365/import/index.ts'
import { importer as scubagoggles } from '../../../common/services/google-workspace/import/index.ts'
import type { Value } from '../../../common/model/index.ts'
import type { Outcome, Peer } from './compare.ts'
import type { Sections } from '../../support/mutate.ts'
import type { RuleTest } from './rules.ts'

/** A peer with the folder of its rules. */
export type InstalledPeer = Peer & { readonly rules: string }

/** ScubaGear in a clone of its repository. @throws what reading its sample export throws */
export function scubaGear(clone: string): InstalledPeer {
  const folder = join(clone, 'PowerShell', 'ScubaGear')
  const rules = join(folder, 'Rego')
  const document = withLists(
    sectionsIn(join(folder, 'Sample-Reports', 'ProviderSettingsExport.json')),
    ['domain_settings', 'spf_records', 'dkim_records', 'dmarc_records'],
  )
  const ran = Object.entries(document)
    .filter(([name]) => name.endsWith('_successful_commands'))
    .flatMap(([, commands]) => commands as readonly Value[])
  return {
    importer: scubagear,
    document,
    rules,
    sections: readSections(rules, document),
    names: ['privileged_users'],
    outcome: test =>
      outcomeOf(
        test,
        (test.Commandlet ?? []).every(name => ran.includes(name)),
      ),
    words: ({ section }) => [section],
  }
}

/** ScubaGoggles as its package has it. @throws what reading its sample report throws */
export function scubaGoggles(folder: string): InstalledPeer {
  const rules = join(folder, 'rego')
  const samples = join(folder, 'sample-report')
  const report = readdirSync(samples).find(name => name.startsWith('ScubaResults')) ?? ''
  const document = withItsUnits(sectionsIn(join(samples, report))['Raw'] as Sections)
  return {
    importer: scubagoggles,
    document,
    rules,
    sections: readSections(rules, document).filter(name => !name.startsWith('baseline_')),
    names: ['policies'],
    outcome: (test, { successful_calls, missing_policies }) => {
      const ran = listOf(successful_calls)
      const missing = listOf(missing_policies).map(name => `policy/${String(name)}`)
      return outcomeOf(
        test,
        (test.Prerequisites ?? []).every(name =>
          name.startsWith('policy/') ? !missing.includes(name) : ran.includes(name),
        ),
      )
    },
    words: ({ section, path }) => [section, ...(typeof path[1] === 'string' ? [path[1]] : [])],
  }
}

/** PowerShell wrote a list of one as that one; rules that look for a list find none of it. */
function withLists(document: Sections, lists: readonly string[]): Sections {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [
      name,
      lists.includes(name) && !Array.isArray(value) ? [value] : value,
    ]),
  )
}

/**
 * The sample's names of units were made up section by section: the policies' and the log's units are
 * in neither list, so that all of them would be deleted ones.
 */
function withItsUnits(document: Sections): Sections {
  const root = String((document['tenant_info'] as Sections)['topLevelOU'])
  const plain = (name: string): string[] => {
    const [unit = '', within] = name.replace(/ \(group .*\)$/, '').split(' (in ')
    return [unit, ...(within?.replace(/\)$/, '').split('/') ?? [])]
  }
  const names = new Set([
    ...Object.keys(document['policies'] as Sections).flatMap(plain),
    ...Object.entries(document)
      .filter(([section]) => section.endsWith('_logs'))
      .flatMap(([, log]) => unitsIn(log).flatMap(plain)),
  ])
  return {
    ...document,
    organizational_unit_names: ['', ...names],
    organizational_units: {
      organizationUnits: [...names]
        .filter(name => name !== '' && name !== root)
        .map(name => ({ name, orgUnitPath: `/${name}`, orgUnitId: `id:${name}` })),
    },
  }
}

function unitsIn(value: Value): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(unitsIn)
  const { name, value: unit } = value as Sections
  return name === 'ORG_UNIT_NAME' && typeof unit === 'string'
    ? [unit]
    : Object.values(value).flatMap(item => unitsIn(item))
}

/** What is not implemented is not judged; what depends on something that failed is unknown. */
function outcomeOf(test: RuleTest, ran: boolean): Outcome {
  if (!ran) return 'unknown'
  if (test.RequirementMet) return 'pass'
  return /3rd party$|not-implemented$/i.test(test.Criticality) ? 'unknown' : 'fail'
}

/** Sections that the rules speak of. */
function readSections(rules: string, document: Sections): readonly string[] {
  const text = readdirSync(rules, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.rego'))
    .map(name => readFileSync(join(rules, name), 'utf8'))
    .join('\n')
  return Object.keys(document).filter(
    name => text.includes(`input.${name}`) || text.includes(`"${name}"`),
  )
}

function listOf(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : []
}

function sectionsIn(file: string): Sections {
  return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as Sections
}
